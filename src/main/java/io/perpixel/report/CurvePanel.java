package io.perpixel.report;

import io.perpixel.train.EpochRecord;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One pair of axes: some quantity over the epochs, a curve for each run. */
final class CurvePanel implements Panel {
  private static final int MAX_EPOCHS_ALL_TICKED = 9;
  private static final int MANY_EPOCHS = 200;

  private final XYChart chart;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private int lastEpoch;

  CurvePanel(String yTitle) {
    chart = Axes.chart("epoch", yTitle);
  }

  /**
   * Adds a curve; numbers that are not finite are gaps.
   *
   * @param main whether single epochs matter, in contrast to a curve in the background
   */
  void add(
      List<EpochRecord> epochs,
      ToDoubleFunction<EpochRecord> value,
      Color colour,
      BasicStroke stroke,
      boolean main) {
    double[] x = epochs.stream().mapToDouble(EpochRecord::epoch).toArray();
    double[] y = epochs.stream().mapToDouble(value).toArray();
    for (int i = 0; i < y.length; i++) {
      y[i] = Double.isFinite(y[i]) ? y[i] : Double.NaN;
    }
    if (Arrays.stream(y).allMatch(Double::isNaN)) {
      return;
    }
    double[] finite = Arrays.stream(y).filter(Double::isFinite).toArray();
    low = Math.min(low, Arrays.stream(finite).min().orElseThrow());
    high = Math.max(high, Arrays.stream(finite).max().orElseThrow());
    lastEpoch = Math.max(lastEpoch, (int) x[x.length - 1]);
    XYSeries series = chart.addSeries(Integer.toString(chart.getSeriesCollection().size()), x, y);
    series.setMarkerColor(colour);
    boolean markers = x.length == 1 || main && x.length <= Axes.MOST_MARKERS;
    series.setMarker(markers ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setLineStyle(x.length > MANY_EPOCHS ? new BasicStroke(1) : stroke);
    series.setLineColor(colour);
  }

  @Override
  public void paint(Canvas canvas, int x, int y, int width, int height) {
    if (chart.getSeriesCollection().isEmpty()) {
      String text = chart.getYAxisTitle() + ": nothing measured yet";
      Font plain = Canvas.font(Font.PLAIN, 14);
      canvas.centred(text, x + width / 2, y + height / 2, width, plain, Canvas.MUTED);
      return;
    }
    scaleAxes();
    Axes.paint(chart, canvas, x, y, width, height);
  }

  private void scaleAxes() {
    XYStyler style = chart.getStyler();
    // Short curves get a tick at every epoch and none between. Where all x values, limits included,
    // are equally spaced, XChart takes its ticks from among them (51, 102, 153...); a limit of 0.5
    // brings back round numbers.
    boolean single = lastEpoch == 1;
    style.setXAxisMin(single ? 0.0 : lastEpoch > MAX_EPOCHS_ALL_TICKED ? 0.5 : 1.0);
    style.setXAxisMax(single ? 2.0 : (double) lastEpoch);
    if (lastEpoch > MAX_EPOCHS_ALL_TICKED) {
      style.setXAxisDecimalPattern("0");
    } else {
      style.setXAxisTickLabelsFormattingFunction(
          epoch -> epoch == Math.rint(epoch) ? Long.toString(Math.round(epoch)) : " ");
    }
    double span = high - low;
    if (!(span > Math.abs(high) * 1e-9)) {
      span = high == 0 ? 1 : Math.abs(high) * 0.2;
    }
    // As many decimals as tell two grid lines apart, of which there are about seven.
    double step = Math.pow(10, Math.floor(Math.log10(span / 5)));
    double bottom = Math.floor((low - span * 0.02) / step) * step;
    double top = Math.ceil((high + span * 0.02) / step) * step;
    style.setYAxisMin(bottom).setYAxisMax(top);
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step)));
    style.setYAxisDecimalPattern(
        high >= 1e6 || decimals > 6
            ? "0.0#E0"
            : "0" + (decimals > 0 ? "." : "") + "0".repeat(decimals));
  }
}
