package io.perpixel.report;

import java.awt.Font;
import java.util.Locale;

/** A titled part of a picture: some space to draw in, above an axis. */
final class StatisticsPanel {
  private static final int SIDE = 56;
  private static final int TOP = 44;
  private static final int BOTTOM = 44;
  private static final int RIGHT = 20;
  private static final Font TITLE = Canvas.font(Font.BOLD, 15);
  private static final Font SMALL = Canvas.font(Font.PLAIN, 12);

  final Canvas canvas;

  /** Of the space to draw in. */
  final int left;

  final int top;
  final int width;
  final int height;

  /** Draws the title; the other coordinates are the panel's, its margins included. */
  StatisticsPanel(Canvas canvas, String title, int x, int y, int width, int height) {
    this.canvas = canvas;
    this.left = x + SIDE;
    this.top = y + TOP;
    this.width = width - SIDE - RIGHT;
    this.height = height - TOP - BOTTOM;
    canvas.text(title, x + 12, y + 26, width - 24, TITLE, Canvas.INK);
  }

  int bottom() {
    return top + height;
  }

  /** A horizontal line with a label to its left, such as a tick of the vertical axis. */
  void line(int y, String label) {
    canvas.graphics.setColor(Canvas.GRID);
    canvas.graphics.fillRect(left, y, width, 1);
    canvas.graphics.setFont(SMALL);
    int text = canvas.graphics.getFontMetrics().stringWidth(label);
    canvas.text(label, left - 6 - text, y + 4, SIDE, SMALL, Canvas.MUTED);
  }

  /** Lines at 0 and three shares of the height, for an axis from 0 to {@code most}. */
  void shareLines(double most) {
    for (int i = 0; i <= 3; i++) {
      double share = most * i / 3;
      String format = most < 0.03 ? "%.2f %%" : most < 0.3 ? "%.1f %%" : "%.0f %%";
      line(bottom() - height * i / 3, String.format(Locale.ROOT, format, 100 * share));
    }
  }

  /** Text under the horizontal axis. */
  void tick(int x, String label, int room) {
    canvas.centred(label, x, bottom() + 17, room, SMALL, Canvas.MUTED);
  }

  /** What the horizontal axis shows. */
  void caption(String text) {
    canvas.centred(text, left + width / 2, bottom() + 35, width, SMALL, Canvas.INK);
  }

  void centred(String text) {
    canvas.centred(
        text, left + width / 2, top + height / 2, width, Canvas.font(Font.PLAIN, 14), Canvas.MUTED);
  }
}
