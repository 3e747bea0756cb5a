package io.perpixel.report;

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
  private final XYChart chart;
  private final Legend legend = new Legend();
  private int lines;
  private double begin = Double.POSITIVE_INFINITY;
  private boolean crowded;

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
    crowded |= !markers;
    begin = Math.min(begin, markers ? x[0] : x[0] - (x[1] - x[0]) / 2);
    series.setMarkerColor(PanelSheet.colour(lines));
    legend.add(name, PanelSheet.colour(lines), PanelSheet.line(lines));
    lines++;
    return this;
  }

  /** The picture as PNG. */
  public byte[] png() {
    // Where all x values are equally spaced, XChart takes its ticks from among them, which is right
    // for a few, but of many gives 0.01, 0.06, 0.11…; a limit half a step before the first one
    // brings
    // back round numbers.
    if (crowded) {
      chart.getStyler().setXAxisMin(begin);
    }
    Panel panel = (canvas, x, y, width, height) -> Axes.paint(chart, canvas, x, y, width, height);
    return PanelSheet.draw("", legend, List.of(panel));
  }
}
