package io.perpixel.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for the terminal: the first columns to the left, numbers and formulas to the right. */
final class TextTable {
  private static final String GAP = "  ";

  private final int left;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param left how many columns are aligned to the left
   */
  TextTable(int left, List<String> header) {
    this.left = left;
    rows.add(header);
  }

  void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "a row of %d cells under a header of %d".formatted(cells.size(), rows.get(0).size()));
    }
    rows.add(cells);
  }

  /** A rule, such as above a total. */
  void rule() {
    rows.add(null);
  }

  /** Length of the longest line. */
  int width() {
    return Arrays.stream(widths()).sum() + GAP.length() * (rows.get(0).size() - 1);
  }

  @Override
  public String toString() {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      String line = row == null ? "-".repeat(width()) : line(row, widths).stripTrailing();
      text.append(line).append('\n');
    }
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; row != null && i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private String line(List<String> row, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      String space = " ".repeat(widths[i] - row.get(i).length());
      cells.add(i < left ? row.get(i) + space : space + row.get(i));
    }
    return String.join(GAP, cells);
  }
}
