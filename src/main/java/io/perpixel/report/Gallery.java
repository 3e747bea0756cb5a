package io.perpixel.report;

import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A picture of pictures: one example a row, one column for each view of it, such as grey | true |
 * predicted. Small images are enlarged by whole factors without smoothing, so that every pixel can
 * be judged.
 *
 * <p>Usage: {@code Gallery.of("grey", "true", "predicted").row("horse 7, 51 % correct", grey, true,
 * predicted).png()}.
 */
final class Gallery {
  private static final int MARGIN = 16;
  private static final int GAP = 6;
  private static final int GROUP_GAP = 28;
  private static final int TITLE_HEIGHT = 26;
  private static final int CAPTION_HEIGHT = 22;

  /** Smaller cells have no room for a column title. */
  private static final int MIN_CELL = 64;

  /** Cells are widened up to here for the sake of their titles; longer ones are cut. */
  private static final int WIDEST_TITLE = 128;

  private static final Font TITLE = Canvas.font(Font.BOLD, 13);

  /** The longer side of the images after automatic enlargement: 32 x 32 comes out four times. */
  private static final int TARGET_SIDE = 128;

  private final List<String> columns;
  private final List<Row> rows = new ArrayList<>();
  private int scale;
  private int across;

  private record Row(String caption, List<Raster> images) {}

  private Gallery(List<String> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a gallery needs at least one column");
    }
    this.columns = columns;
  }

  /** An empty gallery with these column titles. */
  static Gallery of(String... columns) {
    return new Gallery(List.of(columns));
  }

  /**
   * Adds an example.
   *
   * @param caption shown below it
   * @param images one for each column: uint8 HWC with three channels, R, G, B
   * @throws IllegalArgumentException if their number is another
   */
  Gallery row(String caption, Raster... images) {
    if (images.length != columns.size()) {
      throw new IllegalArgumentException(
          "row \"%s\": expected %d images (%s), found %d"
              .formatted(caption, columns.size(), String.join(", ", columns), images.length));
    }
    rows.add(new Row(caption, List.of(images)));
    return this;
  }

  /** Shows every pixel as {@code factor} x {@code factor}; chosen by the images' size if unset. */
  Gallery scale(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("scale " + factor + ": expected 1 or more");
    }
    scale = factor;
    return this;
  }

  /** Puts that many examples beside each other; chosen to fill a page's width if unset. */
  Gallery across(int examples) {
    if (examples < 1) {
      throw new IllegalArgumentException("across " + examples + ": expected 1 or more");
    }
    across = examples;
    return this;
  }

  /**
   * The picture as PNG. Without rows it says that there is nothing to show.
   *
   * @throws IllegalArgumentException if it would be too large to draw
   */
  byte[] png() {
    int tallest = longest(rows.stream().map(row -> side(row, true)).toList());
    int widest = longest(rows.stream().map(row -> side(row, false)).toList());
    int factor = scale > 0 ? scale : Math.max(1, TARGET_SIDE / Math.max(tallest, widest));
    Canvas.requireDrawable((long) widest * factor, (long) tallest * factor);
    int cellHeight = tallest * factor;
    int cellWidth = Math.max(titleWidth(), widest * factor);
    int groupWidth = columns.size() * (cellWidth + GAP) - GAP;
    int groups = groups(groupWidth);
    int lines = Math.max(1, (rows.size() + groups - 1) / groups);
    int lineHeight = cellHeight + CAPTION_HEIGHT;
    long width = 2L * MARGIN + (long) groups * (groupWidth + GROUP_GAP) - GROUP_GAP;
    long height = 2L * MARGIN + TITLE_HEIGHT + (long) lines * lineHeight - GAP;
    try (Canvas canvas = new Canvas(width, height)) {
      for (int group = 0; group < groups; group++) {
        for (int column = 0; column < columns.size(); column++) {
          int centre =
              MARGIN
                  + group * (groupWidth + GROUP_GAP)
                  + column * (cellWidth + GAP)
                  + cellWidth / 2;
          canvas.centred(columns.get(column), centre, MARGIN + 13, cellWidth, TITLE, Canvas.INK);
        }
      }
      if (rows.isEmpty()) {
        int middle = MARGIN + TITLE_HEIGHT + cellHeight / 2;
        Font plain = Canvas.font(Font.PLAIN, 13);
        canvas.centred(
            "no images", MARGIN + groupWidth / 2, middle, groupWidth, plain, Canvas.MUTED);
      }
      for (int i = 0; i < rows.size(); i++) {
        int x = MARGIN + i % groups * (groupWidth + GROUP_GAP);
        int y = MARGIN + TITLE_HEIGHT + i / groups * lineHeight;
        draw(canvas, rows.get(i), x, y, cellWidth, cellHeight, factor);
        Font small = Canvas.font(Font.PLAIN, 11);
        canvas.text(rows.get(i).caption, x, y + cellHeight + 13, groupWidth, small, Canvas.MUTED);
      }
      return canvas.png();
    }
  }

  private int titleWidth() {
    try (Canvas scratch = new Canvas(1, 1)) {
      int widest = columns.stream().mapToInt(title -> scratch.width(title, TITLE)).max().orElse(0);
      return Math.max(MIN_CELL, Math.min(WIDEST_TITLE, widest));
    }
  }

  private static void draw(
      Canvas canvas, Row row, int left, int y, int cellWidth, int cellHeight, int factor) {
    int x = left;
    for (Raster raster : row.images) {
      int w = raster.width() * factor;
      int h = raster.height() * factor;
      int dx = x + (cellWidth - w) / 2;
      int dy = y + (cellHeight - h) / 2;
      canvas.graphics.setColor(Canvas.GRID);
      canvas.graphics.fillRect(dx - 1, dy - 1, w + 2, h + 2);
      canvas.graphics.drawImage(Png.picture(raster), dx, dy, w, h, null);
      x += cellWidth + GAP;
    }
  }

  private int groups(int groupWidth) {
    int wanted = across > 0 ? across : (1200 - 2 * MARGIN + GROUP_GAP) / (groupWidth + GROUP_GAP);
    return Math.max(1, Math.min(wanted, rows.size()));
  }

  private static int side(Row row, boolean vertical) {
    return longest(row.images.stream().map(r -> vertical ? r.height() : r.width()).toList());
  }

  private static int longest(Collection<Integer> sides) {
    return sides.stream().mapToInt(Integer::intValue).max().orElse(TARGET_SIDE / 4);
  }
}
