package io.perpixel.report;

import io.perpixel.train.EpochRecord;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Learning curves of one run or several in one picture: a panel for the losses (training dashed,
 * validation solid) and one for each metric, two beside each other, one legend for all.
 *
 * <p>Numbers that are not finite are gaps. Colours are those of Okabe and Ito, which people with
 * any kind of colour vision can tell apart; where there are more runs than colours, the later lines
 * are dotted.
 */
public final class LearningCurves {
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

  private static final BasicStroke SOLID = stroke(2.2f);
  private static final BasicStroke DASHED = stroke(1.6f, 5, 4);
  private static final BasicStroke DOTTED = stroke(2.2f, 2, 3);

  private LearningCurves() {}

  /**
   * As {@link #png(String, List, List)}, with every metric that some run has, those of single
   * classes aside.
   */
  public static byte[] png(String title, List<Run> runs) {
    Set<String> metrics = new LinkedHashSet<>();
    runs.forEach(run -> run.epochs().forEach(epoch -> metrics.addAll(epoch.metrics().keySet())));
    metrics.removeIf(Figures::isOfOneClass);
    return png(title, List.copyOf(metrics), runs);
  }

  /**
   * The picture as PNG.
   *
   * @param title shown above; none if empty
   * @param metrics names of the metrics to show beside the loss
   * @param runs any number of runs, of any number of epochs each
   */
  public static byte[] png(String title, List<String> metrics, List<Run> runs) {
    Legend legend = new Legend();
    List<CurvePanel> panels = new ArrayList<>();
    panels.add(runs.size() == 1 ? losses(runs.get(0), legend) : losses(runs, legend));
    for (String metric : metrics) {
      CurvePanel panel = new CurvePanel(metric.replace('_', ' '));
      for (int i = 0; i < runs.size(); i++) {
        panel.add(runs.get(i).epochs(), epoch -> epoch.metric(metric), colour(i), line(i), true);
      }
      panels.add(panel);
    }
    return draw(title, legend, panels);
  }

  private static byte[] draw(String title, Legend legend, List<CurvePanel> panels) {
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

  private static CurvePanel losses(Run run, Legend legend) {
    CurvePanel panel = new CurvePanel("loss");
    panel.add(run.epochs(), EpochRecord::trainLoss, colour(1), DASHED, false);
    panel.add(run.epochs(), EpochRecord::validationLoss, colour(0), SOLID, true);
    legend.add("training", colour(1), DASHED);
    legend.add("validation", colour(0), SOLID);
    return panel;
  }

  private static CurvePanel losses(List<Run> runs, Legend legend) {
    CurvePanel panel = new CurvePanel("loss");
    for (int i = 0; i < runs.size(); i++) {
      String name = Canvas.oneLine(runs.get(i).name(), 80);
      panel.add(runs.get(i).epochs(), EpochRecord::trainLoss, colour(i), DASHED, false);
      panel.add(runs.get(i).epochs(), EpochRecord::validationLoss, colour(i), line(i), true);
      legend.add(name.isEmpty() ? "run " + (i + 1) : name, colour(i), line(i));
    }
    if (!runs.isEmpty()) {
      legend.add("training", Canvas.MUTED, DASHED);
    }
    return panel;
  }

  private static Color colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  private static BasicStroke line(int index) {
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
