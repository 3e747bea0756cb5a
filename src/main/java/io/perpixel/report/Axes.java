package io.perpixel.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.XYStyler;

/** The look that all charts have: two titles, thin grid lines, numbers. */
final class Axes {
  private static final Color GRID = new Color(0xe5e7eb);

  private Axes() {}

  /** An empty chart. */
  static XYChart chart(String xTitle, String yTitle) {
    String title = Canvas.oneLine(yTitle, 40);
    XYChart chart = new XYChartBuilder().xAxisTitle(xTitle).yAxisTitle(title).build();
    XYStyler style = chart.getStyler();
    style.setLocale(Locale.ROOT);
    style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false).setChartPadding(12).setLegendVisible(false);
    style.setPlotGridLinesColor(GRID).setPlotGridLinesStroke(new BasicStroke(1));
    style.setPlotGridVerticalLinesVisible(false).setPlotTicksMarksVisible(false);
    style.setAxisTicksLineVisible(false).setAxisTicksMarksVisible(false);
    style.setAxisTitleFont(Canvas.font(Font.PLAIN, 14));
    style.setAxisTickLabelsFont(Canvas.font(Font.PLAIN, 13)).setAxisTickLabelsColor(Canvas.MUTED);
    style.setXAxisTitleColor(Canvas.INK).setYAxisTitleColor(Canvas.INK);
    style.setXAxisTickMarkSpacingHint(56).setYAxisTickMarkSpacingHint(44);
    style.setMarkerSize(6);
    return chart;
  }

  /** Paints a chart into a rectangle. */
  static void paint(XYChart chart, Canvas canvas, int x, int y, int width, int height) {
    canvas.graphics.translate(x, y);
    chart.paint(canvas.graphics, width, height);
    canvas.graphics.translate(-x, -y);
  }
}
