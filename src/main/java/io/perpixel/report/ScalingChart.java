package io.perpixel.report;

import io.perpixel.plan.Prediction;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How training is predicted to scale: images/s over the number of executors, both logarithmic, and
 * the efficiency; a curve for each number of steps between two averagings.
 */
public final class ScalingChart {
  private ScalingChart() {}

  /**
   * The picture as PNG.
   *
   * @param predictions ascending in executors for each averaging
   * @param ideal images/s of one executor that only steps
   * @param asked efficiency that was asked for
   * @param plain images/s of one machine, if known
   */
  public static byte[] png(
      List<Prediction> predictions, double ideal, double asked, OptionalDouble plain) {
    Legend legend = new Legend();
    LogPanel speed = new LogPanel("images/s", true);
    LogPanel efficiency = new LogPanel("efficiency, % (dashed: asked for)", false);
    int most = predictions.stream().mapToInt(Prediction::replicas).max().orElse(1);
    int least = predictions.stream().mapToInt(Prediction::replicas).min().orElse(1);
    double[] ends = {least, most};
    List<Integer> averagings =
        predictions.stream().map(Prediction::averaging).distinct().sorted().toList();
    for (int i = 0; i < averagings.size(); i++) {
      int k = averagings.get(i);
      List<Prediction> curve = predictions.stream().filter(p -> p.averaging() == k).toList();
      speed.add(curve, Prediction::imagesPerSecond, PanelSheet.colour(i), PanelSheet.line(i));
      efficiency.add(curve, p -> 100 * p.efficiency(), PanelSheet.colour(i), PanelSheet.line(i));
      legend.add(
          k == 1 ? "averaged every step" : "every " + k + " steps",
          PanelSheet.colour(i),
          PanelSheet.line(i));
    }
    speed.line(ends, new double[] {ideal * least, ideal * most}, PanelSheet.DASHED);
    legend.add("steps alone", Canvas.MUTED, PanelSheet.DASHED);
    if (plain.isPresent()) {
      double[] same = {plain.getAsDouble(), plain.getAsDouble()};
      speed.line(ends, same, PanelSheet.DOTTED);
      legend.add("one machine", Canvas.MUTED, PanelSheet.DOTTED);
    }
    efficiency.line(ends, new double[] {100 * asked, 100 * asked}, PanelSheet.DASHED);
    return PanelSheet.draw("", legend, List.of(speed, efficiency));
  }

  /** A panel over a logarithmic number of executors. */
  private static final class LogPanel implements Panel {
    private final XYChart chart;
    private final boolean logarithmic;

    LogPanel(String title, boolean logarithmic) {
      chart = Axes.chart("executors", title);
      this.logarithmic = logarithmic;
    }

    void add(
        List<Prediction> curve,
        ToDoubleFunction<Prediction> value,
        Color colour,
        BasicStroke stroke) {
      double[] x = curve.stream().mapToDouble(Prediction::replicas).toArray();
      XYSeries series = add(x, curve.stream().mapToDouble(value).toArray(), colour, stroke);
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(colour);
    }

    void line(double[] x, double[] y, BasicStroke stroke) {
      add(x, y, Canvas.MUTED, stroke);
    }

    private XYSeries add(double[] x, double[] y, Color colour, BasicStroke stroke) {
      XYSeries series = chart.addSeries(Integer.toString(chart.getSeriesCollection().size()), x, y);
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(colour);
      series.setLineStyle(stroke);
      return series;
    }

    @Override
    public void paint(Canvas canvas, int x, int y, int width, int height) {
      chart.getStyler().setXAxisLogarithmic(true);
      chart.getStyler().setXAxisTickLabelsFormattingFunction(LogPanel::powerOfTen);
      if (logarithmic) {
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(LogPanel::powerOfTen);
      } else {
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0).setYAxisDecimalPattern("0");
      }
      Axes.paint(chart, canvas, x, y, width, height);
    }

    /** Powers of ten alone: XChart also labels what lies between. */
    private static String powerOfTen(double value) {
      double power = Math.log10(value);
      return Math.abs(power - Math.rint(power)) < 1e-9
          ? String.format(Locale.ROOT, "%,.0f", value)
          : " ";
    }
  }
}
