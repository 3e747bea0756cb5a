package io.perpixel.report;

import io.perpixel.image.Png;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * A white sheet to draw a picture of the report on, without a display. Coordinates are CSS pixels;
 * the bitmap has {@value #DENSITY} dots for each, so that text is crisp on today's screens.
 */
final class Canvas implements AutoCloseable {
  static final int DENSITY = 2;
  static final Color INK = new Color(0x1f2937);
  static final Color MUTED = new Color(0x6b7280);
  static final Color GRID = new Color(0xe5e7eb);

  /** An array of more pixels is a mistake of the caller's, not a picture that anybody looks at. */
  private static final long MAX_PIXELS = 100_000_000;

  /** More of a text is not looked at, since nothing is wide enough to show it. */
  static final int MOST_CHARACTERS = 400;

  final Graphics2D graphics;
  private final BufferedImage image;

  /**
   * An empty sheet.
   *
   * @throws IllegalArgumentException if it would be too large
   * @throws IllegalStateException if {@link Pictures#problem} says so
   */
  Canvas(long width, long height) {
    Pictures.problem()
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
    requireDrawable(width, height);
    image =
        new BufferedImage(
            (int) width * DENSITY, (int) height * DENSITY, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.scale(DENSITY, DENSITY);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, (int) width, (int) height);
  }

  /**
   * Checks a size before anything is drawn.
   *
   * @throws IllegalArgumentException if it is too large
   */
  static void requireDrawable(long width, long height) {
    if (width < 1 || height < 1 || width > MAX_PIXELS / height / DENSITY / DENSITY) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels cannot be drawn: show fewer images, or scale them less"
              .formatted(width, height));
    }
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Text with its baseline at {@code y}, cut with an ellipsis where it is wider than allowed. */
  void text(String text, int x, int y, int width, Font font, Color colour) {
    graphics.setFont(font);
    graphics.setColor(colour);
    graphics.drawString(fit(text, width), x, y);
  }

  /** As {@link #text}, centred on {@code x}. */
  void centred(String text, int x, int y, int width, Font font, Color colour) {
    graphics.setFont(font);
    graphics.setColor(colour);
    String fitting = fit(text, width);
    graphics.drawString(fitting, x - width(fitting) / 2, y);
  }

  /** Text cut with an ellipsis where it is wider than allowed. */
  String fit(String text, int width, Font font) {
    graphics.setFont(font);
    return fit(text, width);
  }

  /** Width of a line of text. */
  int width(String line, Font font) {
    return graphics.getFontMetrics(font).stringWidth(line);
  }

  /** The longest beginning that fits, found by bisection: measuring text is slow. */
  private String fit(String text, int width) {
    String line = oneLine(text, MOST_CHARACTERS);
    if (width(line) <= width) {
      return line;
    }
    int fits = 0;
    int tooLong = line.length();
    while (tooLong - fits > 1) {
      int middle = (fits + tooLong) / 2;
      if (width(ellipsis(line, middle)) <= width) {
        fits = middle;
      } else {
        tooLong = middle;
      }
    }
    return ellipsis(line, fits);
  }

  private int width(String line) {
    return graphics.getFontMetrics().stringWidth(line);
  }

  /** Line breaks and control characters as spaces, cut after {@code limit} characters. */
  static String oneLine(String text, int limit) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= limit ? line : ellipsis(line, limit - 1);
  }

  private static String ellipsis(String line, int length) {
    boolean halfPair = length > 0 && Character.isHighSurrogate(line.charAt(length - 1));
    return line.substring(0, halfPair ? length - 1 : length).stripTrailing() + "…";
  }

  byte[] png() {
    return Png.encode(image);
  }

  @Override
  public void close() {
    graphics.dispose();
  }
}
