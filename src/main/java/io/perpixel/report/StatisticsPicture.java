package io.perpixel.report;

import io.perpixel.metric.ClassBalance;
import io.perpixel.metric.ColourBalance;
import io.perpixel.metric.DatasetStatistics;
import io.perpixel.metric.ValueStatistics;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a set of images is like, at a glance: values, sizes, classes, colours. */
final class StatisticsPicture {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 300;
  private static final int TITLE = 44;

  private static final int BINS = 64;
  private static final int MOST_CLASSES = 24;
  private static final int MOST_SIZES = 500;
  private static final int IGNORED = 255;

  /** Of RGB; other channels are drawn in ink. */
  private static final List<Color> CHANNELS =
      List.of(new Color(0xd62728), new Color(0x2ca02c), new Color(0x1f77b4));

  private static final Color BAR = new Color(0x4c78a8);

  private final DatasetStatistics statistics;

  private StatisticsPicture(DatasetStatistics statistics) {
    this.statistics = statistics;
  }

  private interface Drawing {
    void on(Canvas canvas, int x, int y);
  }

  static byte[] png(String title, DatasetStatistics statistics) {
    return new StatisticsPicture(statistics).draw(title);
  }

  private byte[] draw(String title) {
    List<Drawing> drawings = new ArrayList<>();
    statistics
        .values()
        .kinds()
        .forEach((kind, channels) -> drawings.add((c, x, y) -> values(c, x, y, kind, channels)));
    drawings.add(this::sizes);
    if (statistics.labels().total() > 0) {
      drawings.add(this::labels);
    }
    if (!statistics.classes().shares().isEmpty()) {
      drawings.add(this::maskClasses);
    }
    statistics
        .targetValues()
        .kinds()
        .forEach(
            (kind, channels) -> {
              if (kind.startsWith("float")) {
                drawings.add((c, x, y) -> values(c, x, y, "targets, " + kind, channels));
              }
            });
    if (statistics.colours().pixels() > 0) {
      drawings.add(this::colours);
      drawings.add(this::brightness);
    }
    int lines = (drawings.size() + 1) / 2;
    try (Canvas canvas = new Canvas(2 * WIDTH, TITLE + lines * HEIGHT)) {
      String images = String.format(Locale.ROOT, "%s: %,d images", title, statistics.images());
      canvas.text(images, 12, 30, 2 * WIDTH - 24, Canvas.font(Font.BOLD, 17), Canvas.INK);
      for (int i = 0; i < drawings.size(); i++) {
        drawings.get(i).on(canvas, i % 2 * WIDTH, TITLE + i / 2 * HEIGHT);
      }
      return canvas.png();
    }
  }

  private static StatisticsPanel panel(Canvas canvas, String title, int x, int y) {
    return new StatisticsPanel(canvas, title, x, y, WIDTH, HEIGHT);
  }

  /** A curve for each channel: the share of its values in each of {@value #BINS} equal parts. */
  private static void values(
      Canvas canvas, int x, int y, String kind, List<ValueStatistics> channels) {
    StatisticsPanel panel = panel(canvas, "Values (" + kind + ")", x, y);
    double[] range = range(kind, channels);
    if (!(range[0] < range[1])) {
      panel.centred("no values");
      return;
    }
    List<double[]> curves = new ArrayList<>();
    double most = 0;
    for (ValueStatistics channel : channels) {
      double[] curve = rebinned(channel, range[0], range[1]);
      curves.add(curve);
      for (double share : curve) {
        most = Math.max(most, share);
      }
    }
    panel.shareLines(most);
    for (int c = 0; c < curves.size(); c++) {
      curve(panel, curves.get(c), most, colour(c, curves.size()));
    }
    for (int i = 0; i <= 4; i++) {
      double value = range[0] + (range[1] - range[0]) * i / 4;
      panel.tick(panel.left + panel.width * i / 4, tick(value, range[1] - range[0]), 80);
    }
    panel.caption(channels.size() == 3 ? "value of red, green, blue" : "value");
  }

  /** As many decimals as tell the ticks of a span apart. */
  private static String tick(double value, double span) {
    if (!(span >= 1e-3 && span < 1e6)) {
      return Figures.number(value);
    }
    int decimals = (int) Math.max(0, 2 - Math.floor(Math.log10(span)));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static Color colour(int channel, int channels) {
    return channels == CHANNELS.size() ? CHANNELS.get(channel) : Canvas.INK;
  }

  /** All of 8-bit values; of floats without the rarest thousandth at either end. */
  private static double[] range(String kind, List<ValueStatistics> channels) {
    if (!kind.contains("float")) {
      return new double[] {0, 256};
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (ValueStatistics channel : channels) {
      double below = 0;
      for (Map.Entry<Double, Long> bin : channel.histogram().entrySet()) {
        if (below <= 0.999 * channel.count()) {
          high = Math.max(high, Math.min(channel.max(), channel.upperEdge(bin.getKey())));
        }
        below += bin.getValue();
        if (below >= 0.001 * channel.count()) {
          low = Math.min(low, Math.max(channel.min(), bin.getKey()));
        }
      }
    }
    return low == high ? new double[] {low - 0.5, low + 0.5} : new double[] {low, high};
  }

  /** A part of the grid is spread evenly over the bins that it touches. */
  private static double[] rebinned(ValueStatistics channel, double low, double high) {
    double[] shares = new double[BINS];
    double width = (high - low) / BINS;
    channel
        .histogram()
        .forEach(
            (lower, count) -> {
              double upper = channel.upperEdge(lower);
              int first = bin((lower - low) / width);
              int last = bin((upper - low) / width);
              for (int i = first; i <= last; i++) {
                double from = Math.max(lower, low + i * width);
                double to = Math.min(upper, low + (i + 1) * width);
                shares[i] += Math.max(0, to - from) / (upper - lower) * count / channel.count();
              }
            });
    return shares;
  }

  private static int bin(double at) {
    return (int) Math.max(0, Math.min(BINS - 1, Math.floor(at)));
  }

  private static void curve(StatisticsPanel panel, double[] shares, double most, Color colour) {
    Path2D line = new Path2D.Double();
    for (int i = 0; i < shares.length; i++) {
      double x = panel.left + panel.width * (i + 0.5) / shares.length;
      double y = panel.bottom() - panel.height * shares[i] / most;
      if (i == 0) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
    }
    panel.canvas.graphics.setColor(colour);
    panel.canvas.graphics.setStroke(new BasicStroke(1.8f));
    panel.canvas.graphics.draw(line);
    line.lineTo(panel.left + panel.width * (1 - 0.5 / shares.length), panel.bottom());
    line.lineTo(panel.left + panel.width * 0.5 / shares.length, panel.bottom());
    panel.canvas.graphics.setColor(
        new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 40));
    panel.canvas.graphics.fill(line);
  }

  /** A dot for each size, its area the number of images. */
  private void sizes(Canvas canvas, int x, int y) {
    StatisticsPanel panel = panel(canvas, "Sizes", x, y);
    if (statistics.sizes().counts().size() == 1) {
      panel.centred(
          "all are "
              + statistics.sizes().counts().firstKey().replace("x", " x ")
              + " (height x width)");
      return;
    }
    int most = Math.max(last(statistics.heights().counts()), last(statistics.widths().counts()));
    int step = step(most);
    double side = Math.ceil((double) most / step) * step;
    for (int tick = 0; tick <= side; tick += step) {
      panel.line(panel.bottom() - (int) (panel.height * tick / side), Integer.toString(tick));
      panel.tick(panel.left + (int) (panel.width * tick / side), Integer.toString(tick), 60);
    }
    panel.caption("width; vertical: height; area of a dot: number of images");
    List<Map.Entry<String, Long>> all =
        StatisticsReport.mostFrequent(statistics.sizes(), MOST_SIZES);
    double largest = all.get(0).getValue();
    for (Map.Entry<String, Long> size : all) {
      String[] numbers = size.getKey().split("x");
      double radius = Math.max(2, 16 * Math.sqrt(size.getValue() / largest));
      double cx = panel.left + panel.width * Integer.parseInt(numbers[1]) / side;
      double cy = panel.bottom() - panel.height * Integer.parseInt(numbers[0]) / side;
      canvas.graphics.setColor(new Color(BAR.getRed(), BAR.getGreen(), BAR.getBlue(), 110));
      canvas.graphics.fill(new Ellipse2D.Double(cx - radius, cy - radius, 2 * radius, 2 * radius));
    }
  }

  private static int last(java.util.SortedMap<Integer, Long> counts) {
    return counts.isEmpty() ? 1 : Math.max(1, counts.lastKey());
  }

  /** 1, 2 or 5 times a power of ten, for four to nine ticks. */
  private static int step(int most) {
    int step = 1;
    for (int i = 0; most / step > 8; i++) {
      step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    return step;
  }

  private void labels(Canvas canvas, int x, int y) {
    Map<String, Double> bars = new LinkedHashMap<>();
    double all = statistics.labels().total();
    statistics.labels().counts().forEach((label, n) -> bars.put(label.toString(), n / all));
    bars(panel(canvas, "Classes of images", x, y), bars, "class: share of the images");
  }

  private void maskClasses(Canvas canvas, int x, int y) {
    Map<Integer, ClassBalance.Share> shares = statistics.classes().shares();
    double all = shares.values().stream().mapToLong(ClassBalance.Share::pixels).sum();
    Map<String, Double> bars = new LinkedHashMap<>();
    shares.forEach(
        (value, share) ->
            bars.put(value == IGNORED ? "255" : value.toString(), share.pixels() / all));
    String note = bars.containsKey("255") ? " (255: ignored, as a rule)" : "";
    bars(panel(canvas, "Classes of masks", x, y), bars, "class: share of the pixels" + note);
  }

  private static void bars(StatisticsPanel panel, Map<String, Double> shares, String caption) {
    List<Color> colours = new ArrayList<>();
    Map<String, Double> shown = new LinkedHashMap<>();
    double rest = 0;
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      if (shown.size() < MOST_CLASSES) {
        shown.put(share.getKey(), share.getValue());
        colours.add(BAR);
      } else {
        rest += share.getValue();
      }
    }
    if (rest > 0) {
      shown.put("…", rest);
      colours.add(Canvas.MUTED);
    }
    bars(panel, shown, colours, caption);
  }

  private static void bars(
      StatisticsPanel panel, Map<String, Double> shares, List<Color> colours, String caption) {
    double most = shares.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    panel.shareLines(most);
    double room = (double) panel.width / shares.size();
    int i = 0;
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      int left = (int) (panel.left + i * room + Math.min(room * 0.1, 12));
      int width = (int) Math.max(1, room - 2 * Math.min(room * 0.1, 12));
      int height = (int) Math.round(panel.height * share.getValue() / most);
      panel.canvas.graphics.setColor(colours.get(i));
      panel.canvas.graphics.fillRect(left, panel.bottom() - height, width, height);
      panel.tick((int) (panel.left + (i + 0.5) * room), share.getKey(), (int) Math.max(20, room));
      i++;
    }
    panel.caption(caption);
  }

  private void colours(Canvas canvas, int x, int y) {
    ColourBalance balance = statistics.colours();
    double all = balance.pixels();
    Map<String, Double> bars = new LinkedHashMap<>();
    List<Color> colours = new ArrayList<>();
    // A bar's text has to be unique, and these have no room for any: spaces.
    bars.put("", balance.dark() / all);
    colours.add(new Color(0x222222));
    bars.put(" ", balance.grey() / all);
    colours.add(new Color(0x9a9a9a));
    long[] hues = balance.hues();
    for (int i = 0; i < hues.length; i++) {
      bars.put(" ".repeat(i + 2), hues[i] / all);
      colours.add(Color.getHSBColor((i + 0.5f) / hues.length, 0.75f, 0.9f));
    }
    bars(
        panel(canvas, "Colours", x, y),
        bars,
        colours,
        "dark, grey, and by hue: share of the pixels");
  }

  private void brightness(Canvas canvas, int x, int y) {
    StatisticsPanel panel = panel(canvas, "Brightness of the images", x, y);
    long[] counts = statistics.colours().brightness();
    Map<String, Double> bars = new LinkedHashMap<>();
    List<Color> colours = new ArrayList<>();
    double all = 0;
    for (long count : counts) {
      all += count;
    }
    for (int i = 0; i < counts.length; i++) {
      bars.put(" ".repeat(i + 1), counts[i] / all);
      colours.add(BAR);
    }
    bars(panel, bars, colours, "mean of an image's values: share of the images");
    for (int i = 0; i <= 4; i++) {
      panel.tick(panel.left + panel.width * i / 4, Integer.toString(64 * i - i / 4), 60);
    }
  }
}
