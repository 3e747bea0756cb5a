package io.perpixel.report;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over a number, in the look of the other charts.
 *
 * <p>Usage: {@code LineChart.of("colours", "error").line("RGB", x, y).png()}.
 */
public final class LineChart {
  /** Part of the span of values that is on no grid with them, however many they are. */
  private static final double OFF_GRID = 0.0031;

  private final XYChart chart;
  private final Legend legend = new Legend();
  private final DoubleSummaryStatistics xRange = new DoubleSummaryStatistics();
  private final DoubleSummaryStatistics yRange = new DoubleSummaryStatistics();
  private int lines;
  private int mostPoints;

  private LineChart(XYChart chart) {
    this.chart = chart;
  }

  /** An empty chart with these titles of its axes. */
  public static LineChart of(String xTitle, String yTitle) {
    XYChart chart = Axes.chart(xTitle, yTitle);
    chart.getStyler().setXAxisDecimalPattern("0.###").setYAxisDecimalPattern("0.###");
    return new LineChart(chart);
  }

  /** The y axis begins there. */
  public LineChart from(double yMin) {
    chart.getStyler().setYAxisMin(yMin);
    return this;
  }

  /**
   * Adds a curve.
   *
   * @param name for the legend
   * @param x ascending, at least one
   * @param y as many; NaN is a gap
   */
  public LineChart line(String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(Integer.toString(lines), x, y);
    series.setLineColor(PanelSheet.colour(lines)).setLineStyle(PanelSheet.line(lines));
    boolean markers = x.length <= Axes.MOST_MARKERS;
    series.setMarker(markers ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(PanelSheet.colour(lines));
    legend.add(name, PanelSheet.colour(lines), PanelSheet.line(lines));
    Arrays.stream(x).forEach(xRange::accept);
    Arrays.stream(y).filter(Double::isFinite).forEach(yRange::accept);
    mostPoints = Math.max(mostPoints, x.length);
    lines++;
    return this;
  }

  /** The picture as PNG. */
  public byte[] png() {
    roundTicks();
    Panel panel = (canvas, x, y, width, height) -> Axes.paint(chart, canvas, x, y, width, height);
    return PanelSheet.draw("", legend, List.of(panel));
  }

  /**
   * Where the values of an axis, limits included, are equally spaced, XChart takes its ticks from
   * among them: right for a few points on the x axis, but of many it takes 0.01, 0.06, 0.11… A
   * limit somewhat below brings back round numbers.
   */
  private void roundTicks() {
    if (mostPoints > Axes.MOST_MARKERS) {
      chart.getStyler().setXAxisMin(below(xRange));
    }
    if (chart.getStyler().getYAxisMin() == null && yRange.getMax() > yRange.getMin()) {
      chart.getStyler().setYAxisMin(below(yRange));
    }
  }

  private static double below(DoubleSummaryStatistics range) {
    return range.getMin() - OFF_GRID * (range.getMax() - range.getMin());
  }
}
