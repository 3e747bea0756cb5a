package io.perpixel.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.util.ArrayList;
import java.util.List;

/** The key to a picture's curves, laid out in as many lines as its width asks for. */
final class Legend {
  static final int LINE_HEIGHT = 24;
  private static final int SAMPLE = 26;
  private static final int SPACE = 8;
  private static final int GAP = 24;
  private static final int MAX_TEXT = 260;

  private final List<Entry> entries = new ArrayList<>();

  private record Entry(String name, Color colour, BasicStroke stroke) {}

  void add(String name, Color colour, BasicStroke stroke) {
    entries.add(new Entry(name, colour, stroke));
  }

  /** The height it takes when drawn that wide. */
  int height(int width) {
    try (Canvas scratch = new Canvas(1, 1)) {
      return draw(scratch, 0, 0, width);
    }
  }

  /** Draws from {@code top} downwards and returns the height used. */
  int draw(Canvas canvas, int left, int top, int width) {
    Font font = Canvas.font(Font.PLAIN, 14);
    FontMetrics metrics = canvas.graphics.getFontMetrics(font);
    int x = left;
    int y = top;
    for (Entry entry : entries) {
      int text = Math.min(MAX_TEXT, metrics.stringWidth(entry.name));
      int entryWidth = SAMPLE + SPACE + text;
      if (x > left && x + entryWidth > left + width) {
        x = left;
        y += LINE_HEIGHT;
      }
      canvas.graphics.setColor(entry.colour);
      canvas.graphics.setStroke(entry.stroke);
      canvas.graphics.drawLine(x, y + 12, x + SAMPLE, y + 12);
      canvas.text(entry.name, x + SAMPLE + SPACE, y + 17, MAX_TEXT, font, Canvas.INK);
      x += entryWidth + GAP;
    }
    return entries.isEmpty() ? 0 : y + LINE_HEIGHT - top;
  }
}
