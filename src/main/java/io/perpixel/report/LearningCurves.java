package io.perpixel.report;

import io.perpixel.train.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Learning curves of one run or several in one picture: a panel for the losses (training dashed,
 * validation solid) and one for each metric, two beside each other, one legend for all.
 *
 * <p>Numbers that are not finite are gaps.
 */
public final class LearningCurves {
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
        panel.add(
            runs.get(i).epochs(),
            epoch -> epoch.metric(metric),
            PanelSheet.colour(i),
            PanelSheet.line(i),
            true);
      }
      panels.add(panel);
    }
    return PanelSheet.draw(title, legend, panels);
  }

  private static CurvePanel losses(Run run, Legend legend) {
    CurvePanel panel = new CurvePanel("loss");
    panel.add(run.epochs(), EpochRecord::trainLoss, PanelSheet.colour(1), PanelSheet.DASHED, false);
    panel.add(
        run.epochs(), EpochRecord::validationLoss, PanelSheet.colour(0), PanelSheet.SOLID, true);
    legend.add("training", PanelSheet.colour(1), PanelSheet.DASHED);
    legend.add("validation", PanelSheet.colour(0), PanelSheet.SOLID);
    return panel;
  }

  private static CurvePanel losses(List<Run> runs, Legend legend) {
    CurvePanel panel = new CurvePanel("loss");
    for (int i = 0; i < runs.size(); i++) {
      String name = Canvas.oneLine(runs.get(i).name(), 80);
      panel.add(
          runs.get(i).epochs(),
          EpochRecord::trainLoss,
          PanelSheet.colour(i),
          PanelSheet.DASHED,
          false);
      panel.add(
          runs.get(i).epochs(),
          EpochRecord::validationLoss,
          PanelSheet.colour(i),
          PanelSheet.line(i),
          true);
      legend.add(
          name.isEmpty() ? "run " + (i + 1) : name, PanelSheet.colour(i), PanelSheet.line(i));
    }
    if (!runs.isEmpty()) {
      legend.add("training", Canvas.MUTED, PanelSheet.DASHED);
    }
    return panel;
  }
}
