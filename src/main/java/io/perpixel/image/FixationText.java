package io.perpixel.image;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a text list of fixation points: a first line that says what the numbers are, {@code
 * row,column} or {@code x,y}, then one point a line, counted from 0 at the upper left. Fractions
 * are cut off; commas, semicolons, tabs and spaces separate; blank lines and lines that begin with
 * {@code #} are passed over. A file without its first line is refused rather than guessed at.
 */
public final class FixationText {
  private static final String EXPECTED = "expected a first line 'row,column' or 'x,y'";

  /** Whether the column comes first. */
  private static final Map<List<String>, Boolean> HEADERS =
      Map.of(
          List.of("row", "column"), false,
          List.of("row", "col"), false,
          List.of("y", "x"), false,
          List.of("x", "y"), true,
          List.of("column", "row"), true,
          List.of("col", "row"), true);

  private FixationText() {}

  /**
   * Parses the content of a file.
   *
   * @param file UTF-8
   * @param height of the image in pixels
   * @param width likewise
   * @throws BadImageException if it is no such list or a point is outside the image; the message
   *     names the line
   */
  public static FixationPoints parse(byte[] file, int height, int width) throws BadImageException {
    int[] pairs = new int[16];
    int end = 0;
    Boolean columnFirst = null;
    int number = 0;
    for (String line : (Iterable<String>) text(file).lines()::iterator) {
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      List<String> cells = List.of(content.split("\\s*[,;\\s]\\s*", -1));
      if (columnFirst == null) {
        columnFirst = HEADERS.get(cells.stream().map(c -> c.toLowerCase(Locale.ROOT)).toList());
        if (columnFirst == null) {
          throw new BadImageException(
              "line %d: found '%s', %s".formatted(number, shown(content), EXPECTED));
        }
        continue;
      }
      int[] point = point(cells, number, content);
      if (end == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * end);
      }
      pairs[end++] = columnFirst ? point[1] : point[0];
      pairs[end++] = columnFirst ? point[0] : point[1];
    }
    if (columnFirst == null) {
      throw new BadImageException("the list of fixations is empty: " + EXPECTED);
    }
    try {
      return new FixationPoints(Arrays.copyOf(pairs, end), height, width);
    } catch (IllegalArgumentException e) {
      throw new BadImageException(e.getMessage(), e);
    }
  }

  private static String text(byte[] file) throws BadImageException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new BadImageException("the list of fixations is not UTF-8 text", e);
    }
  }

  private static int[] point(List<String> cells, int number, String content)
      throws BadImageException {
    int[] point = new int[2];
    boolean wrong = cells.size() != 2;
    for (int i = 0; i < 2 && !wrong; i++) {
      try {
        double value = Double.parseDouble(cells.get(i));
        wrong = !(Math.abs(value) < Integer.MAX_VALUE);
        point[i] = (int) Math.floor(value);
      } catch (NumberFormatException e) {
        wrong = true;
      }
    }
    if (wrong) {
      throw new BadImageException(
          "line %d: found '%s', expected two numbers".formatted(number, shown(content)));
    }
    return point;
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
