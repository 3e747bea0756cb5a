package io.perpixel.report;

import java.awt.Color;
import java.awt.Font;

/** A picture of a palette: each colour with its index, as labels use it, and its hexadecimal. */
public final class PaletteSwatch {
  private static final int MARGIN = 12;
  private static final int CELL = 66;
  private static final int GAP = 6;
  private static final int PER_LINE = 12;
  private static final int HEX_HEIGHT = 18;

  private PaletteSwatch() {}

  /**
   * The picture as PNG.
   *
   * @param rgb K colours, three unsigned bytes each
   * @throws IllegalArgumentException if there is none, or a rest of one or two bytes
   */
  public static byte[] png(byte[] rgb) {
    if (rgb.length == 0 || rgb.length % 3 != 0) {
      throw new IllegalArgumentException(
          "palette: expected three bytes for each of at least one colour, found " + rgb.length);
    }
    int colours = rgb.length / 3;
    int columns = Math.min(colours, PER_LINE);
    int lines = (colours + columns - 1) / columns;
    int width = 2 * MARGIN + columns * (CELL + GAP) - GAP;
    int height = 2 * MARGIN + lines * (CELL + HEX_HEIGHT + GAP) - GAP;
    try (Canvas canvas = new Canvas(width, height)) {
      for (int i = 0; i < colours; i++) {
        Color colour = colour(rgb, i);
        int x = MARGIN + i % columns * (CELL + GAP);
        int y = MARGIN + i / columns * (CELL + HEX_HEIGHT + GAP);
        canvas.graphics.setColor(new Color(0xd1d5db));
        canvas.graphics.fillRoundRect(x - 1, y - 1, CELL + 2, CELL + 2, 12, 12);
        canvas.graphics.setColor(colour);
        canvas.graphics.fillRoundRect(x, y, CELL, CELL, 10, 10);
        canvas.centred(
            Integer.toString(i),
            x + CELL / 2,
            y + CELL / 2 + 6,
            CELL,
            Canvas.font(Font.BOLD, 16),
            contrast(colour));
        canvas.centred(
            "#%06x".formatted(colour.getRGB() & 0xffffff),
            x + CELL / 2,
            y + CELL + 14,
            CELL,
            Canvas.font(Font.PLAIN, 11),
            Canvas.MUTED);
      }
      return canvas.png();
    }
  }

  /** Of K colours, three unsigned bytes each, one. */
  static Color colour(byte[] rgb, int index) {
    int at = 3 * index;
    return new Color(rgb[at] & 0xff, rgb[at + 1] & 0xff, rgb[at + 2] & 0xff);
  }

  /** Black or white, whichever stands out more by WCAG 2's relative luminance. */
  static Color contrast(Color background) {
    double luminance =
        0.2126 * linear(background.getRed())
            + 0.7152 * linear(background.getGreen())
            + 0.0722 * linear(background.getBlue());
    // (1.05 / (L + 0.05)) = ((L + 0.05) / 0.05) at L = 0.179.
    return luminance > 0.179 ? Color.BLACK : Color.WHITE;
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
