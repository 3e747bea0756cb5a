package io.perpixel.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;

/**
 * Panels beside and below each other in one picture, two in a line, under one legend.
 *
 * <p>Colours are those of Okabe and Ito, which people with any kind of colour vision can tell
 * apart; where there are more curves than colours, the later lines are dotted.
 */
final class PanelSheet {
  private static final int PANEL_WIDTH = 600;
  private static final int PANEL_HEIGHT = 360;
  private static final int MARGIN = 20;
  private static final int TITLE_HEIGHT = 28;

  /** M. Okabe, K. Ito: Color Universal Design (2008), without the yellow that white swallows. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072b2),
          new Color(0xd55e00),
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0xe69f00),
          new Color(0x56b4e9),
          new Color(0x000000));

  static final BasicStroke SOLID = stroke(2.2f);
  static final BasicStroke DASHED = stroke(1.6f, 5, 4);
  static final BasicStroke DOTTED = stroke(2.2f, 2, 3);

  private PanelSheet() {}

  /** The picture as PNG; without a title if that is empty. */
  static byte[] draw(String title, Legend legend, List<? extends Panel> panels) {
    int columns = Math.min(2, panels.size());
    int panelWidth = panels.size() == 1 ? PANEL_WIDTH * 4 / 3 : PANEL_WIDTH;
    int width = columns * panelWidth;
    int lines = (panels.size() + columns - 1) / columns;
    int legendTop = MARGIN / 2 + (title.isEmpty() ? 0 : TITLE_HEIGHT);
    int top = legendTop + legend.height(width - 2 * MARGIN);
    try (Canvas canvas = new Canvas(width, top + lines * PANEL_HEIGHT)) {
      Font bold = Canvas.font(Font.BOLD, 17);
      canvas.text(title, MARGIN, TITLE_HEIGHT, width - 2 * MARGIN, bold, Canvas.INK);
      legend.draw(canvas, MARGIN, legendTop, width - 2 * MARGIN);
      for (int i = 0; i < panels.size(); i++) {
        int x = i % columns * panelWidth;
        int y = top + i / columns * PANEL_HEIGHT;
        panels.get(i).paint(canvas, x, y, panelWidth, PANEL_HEIGHT);
      }
      return canvas.png();
    }
  }

  static Color colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  static BasicStroke line(int index) {
    return index / COLOURS.size() % 2 == 0 ? SOLID : DOTTED;
  }

  private static BasicStroke stroke(float width, float... dashes) {
    return new BasicStroke(
        width,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        1,
        dashes.length == 0 ? null : dashes,
        0);
  }
}
