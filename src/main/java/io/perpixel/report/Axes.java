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
  /** Markers help to see single points; in longer curves they would be all one sees. */
  static final int MOST_MARKERS = 40;

  private static final int TITLE_SIZE = 14;
  private static final int SMALLEST_TITLE = 10;

  /** What a title has not of the width or height of a chart, since other things are there. */
  private static final int BESIDE_X_TITLE = 110;

  private static final int BESIDE_Y_TITLE = 64;

  private Axes() {}

  /** An empty chart. */
  static XYChart chart(String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .xAxisTitle(Canvas.oneLine(xTitle, Canvas.MOST_CHARACTERS))
            .yAxisTitle(Canvas.oneLine(yTitle, Canvas.MOST_CHARACTERS))
            .build();
    XYStyler style = chart.getStyler();
    style.setLocale(Locale.ROOT);
    style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false).setChartPadding(12).setLegendVisible(false);
    style.setPlotGridLinesColor(Canvas.GRID).setPlotGridLinesStroke(new BasicStroke(1));
    style.setPlotGridVerticalLinesVisible(false).setPlotTicksMarksVisible(false);
    style.setAxisTicksLineVisible(false).setAxisTicksMarksVisible(false);
    style.setAxisTickLabelsFont(Canvas.font(Font.PLAIN, 13)).setAxisTickLabelsColor(Canvas.MUTED);
    style.setXAxisTitleColor(Canvas.INK).setYAxisTitleColor(Canvas.INK);
    style.setXAxisTickMarkSpacingHint(56).setYAxisTickMarkSpacingHint(44);
    style.setMarkerSize(6);
    return chart;
  }

  /** Paints a chart into a rectangle; titles that are too long are smaller, and cut at last. */
  static void paint(XYChart chart, Canvas canvas, int x, int y, int width, int height) {
    int across = width - BESIDE_X_TITLE;
    int up = height - BESIDE_Y_TITLE;
    int size = TITLE_SIZE;
    while (size > SMALLEST_TITLE
        && (canvas.width(chart.getXAxisTitle(), Canvas.font(Font.PLAIN, size)) > across
            || canvas.width(chart.getYAxisTitle(), Canvas.font(Font.PLAIN, size)) > up)) {
      size--;
    }
    Font font = Canvas.font(Font.PLAIN, size);
    chart.getStyler().setAxisTitleFont(font);
    chart.setXAxisTitle(canvas.fit(chart.getXAxisTitle(), across, font));
    chart.setYAxisTitle(canvas.fit(chart.getYAxisTitle(), up, font));
    canvas.graphics.translate(x, y);
    chart.paint(canvas.graphics, width, height);
    canvas.graphics.translate(-x, -y);
  }
}
