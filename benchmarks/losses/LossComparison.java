import static org.apache.spark.sql.functions.col;

import io.perpixel.image.Raster;
import io.perpixel.nn.kernel.BceKind;
import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.SparkSessions;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.MapPredictor;
import io.perpixel.train.ModelFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Compares saliency models that were trained with different losses on the validation images of one
 * table: prints a table and draws a picture. Arguments: TABLE PICTURE.png NAME=RUN_DIRECTORY...; {@code
 * run} beside it makes them, docs/saliency-losses.md has what came out.
 */
public final class LossComparison {
  private static final int BINS = 20;
  private static final int WIDTH = 600;
  private static final int HEIGHT = 430;
  private static final Color[] COLOURS = {
    new Color(0xd55e00), new Color(0xcc79a7), new Color(0x0072b2), new Color(0x009e73)
  };
  private static final BasicStroke SOLID = new BasicStroke(2.2f);
  private static final BasicStroke DASHED =
      new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);

  /** Sums of targets and predictions in bins of equal width. */
  private static final class Bins {
    private final double[] count = new double[BINS];
    private final double[] x = new double[BINS];
    private final double[] y = new double[BINS];

    void add(double at, double value) {
      int bin = (int) Math.min(BINS - 1, at * BINS);
      count[bin]++;
      x[bin] += at;
      y[bin] += value;
    }

    double[] means(double[] sums) {
      return IntStream.range(0, BINS)
          .filter(i -> count[i] > 0)
          .mapToDouble(i -> sums[i] / count[i])
          .toArray();
    }

    /** Mean distance of the two means, weighted by pixels: the expected calibration error. */
    double error() {
      double sum = 0;
      double all = 0;
      for (int i = 0; i < BINS; i++) {
        sum += Math.abs(x[i] - y[i]);
        all += count[i];
      }
      return sum / all;
    }
  }

  /** What a run's model says of the validation images. */
  private static final class Outcome {
    final String name;
    final History history;
    final BceKind loss;
    final Bins byTarget = new Bins();
    final Bins byPrediction = new Bins();
    final double[] lowSums = new double[3];
    double pixelBce;
    double floor;
    long pixels;
    long cells;

    Outcome(String name, Path run, List<Example> images) throws Exception {
      this.name = name;
      history = History.read(run.resolve("history.jsonl"));
      ModelFile model =
          ModelFile.read(Files.readAllBytes(run.resolve("model.zip")), run.toString());
      loss = BceKind.of(model.info().spec().settings().get("loss"));
      MapPredictor predictor = new MapPredictor(model.replica(2));
      for (Example image : images) {
        add(predictor.predict(List.of(image)).get(0).floats(), target(image), image.width());
      }
    }

    private static float[] target(Example image) {
      Raster raster = image.target();
      byte[] bytes = raster.bytes();
      float[] map = new float[bytes.length];
      for (int i = 0; i < map.length; i++) {
        map[i] = (bytes[i] & 255) / 255f;
      }
      return map;
    }

    private void add(float[] predicted, float[] target, int width) {
      for (int i = 0; i < target.length; i++) {
        byTarget.add(target[i], predicted[i]);
        byPrediction.add(predicted[i], target[i]);
        double p = Math.max(1e-7, Math.min(1 - 1e-7, predicted[i]));
        pixelBce -= target[i] * Math.log(p) + (1 - target[i]) * Math.log1p(-p);
        if (target[i] >= 0.1 && target[i] < 0.5) {
          lowSums[0]++;
          lowSums[1] += target[i];
          lowSums[2] += predicted[i];
        }
      }
      pixels += target.length;
      int side = loss.cell();
      for (int row = 0; row < target.length / width; row += side) {
        for (int column = 0; column < width; column += side) {
          double mean = 0;
          for (int i = 0; i < side * side; i++) {
            mean += target[(row + i / side) * width + column + i % side];
          }
          floor += loss.floor(mean / (side * side));
          cells++;
        }
      }
    }

    double floor() {
      return floor / cells;
    }

    String row() {
      EpochRecord last = history.last();
      double lowest =
          history.epochs().stream().mapToDouble(EpochRecord::validationLoss).min().orElseThrow();
      return String.format(
          Locale.ROOT,
          "| %s | %.5f | %.5f | %.4f | %.3f of %.3f | %.4f | %.3f |",
          name,
          floor(),
          lowest,
          pixelBce / pixels,
          lowSums[2] / lowSums[0],
          lowSums[1] / lowSums[0],
          byPrediction.error(),
          last.metric("cc"));
    }
  }

  public static void main(String[] args) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    var spark = SparkSessions.open("loss comparison", Map.of());
    List<Example> images =
        Evaluation.examples(
                ImageTable.read(spark, args[0])
                    .filter(col(ImageTable.SPLIT).equalTo("validation"))
                    .sort(ImageTable.ID))
            .collect();
    SparkSessions.stop();
    for (int i = 2; i < args.length; i++) {
      String[] run = args[i].split("=", 2);
      outcomes.add(new Outcome(run[0], Path.of(run[1]), images));
    }
    System.out.println(
        "| loss | floor | lowest seen | BCE of each pixel | mean prediction where the target is 0.1"
            + " to 0.5 | calibration error | CC |\n|---|---|---|---|---|---|---|");
    outcomes.forEach(outcome -> System.out.println(outcome.row()));
    ImageIO.write(picture(outcomes), "png", Path.of(args[1]).toFile());
  }

  private static BufferedImage picture(List<Outcome> outcomes) {
    XYChart targets = chart("mean prediction for a target", "target", "prediction");
    XYChart predictions = chart("mean target of a prediction", "prediction", "target");
    XYChart losses = chart("validation loss, and its floor (dashed)", "epoch", "nats");
    for (XYChart chart : List.of(targets, predictions)) {
      curve(chart, "as it should be", new double[] {0, 1}, new double[] {0, 1}, Color.GRAY, DASHED);
      chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome o = outcomes.get(i);
      Color colour = COLOURS[i % COLOURS.length];
      Bins t = o.byTarget;
      Bins p = o.byPrediction;
      curve(targets, o.name, t.means(t.x), t.means(t.y), colour, SOLID);
      curve(predictions, o.name, p.means(p.x), p.means(p.y), colour, SOLID);
      double[] epochs = o.history.epochs().stream().mapToDouble(EpochRecord::epoch).toArray();
      double[] loss =
          o.history.epochs().stream().mapToDouble(EpochRecord::validationLoss).toArray();
      curve(losses, o.name, epochs, loss, colour, SOLID);
      double[] ends = {epochs[0], epochs[epochs.length - 1]};
      curve(losses, o.name + " floor", ends, new double[] {o.floor(), o.floor()}, colour, DASHED)
          .setShowInLegend(false);
    }
    BufferedImage sheet = new BufferedImage(3 * WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    int x = 0;
    for (XYChart chart : List.of(targets, predictions, losses)) {
      Graphics2D panel = (Graphics2D) graphics.create(x, 0, WIDTH, HEIGHT);
      chart.paint(panel, WIDTH, HEIGHT);
      panel.dispose();
      x += WIDTH;
    }
    graphics.dispose();
    return sheet;
  }

  private static XYChart chart(String title, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder().title(title).xAxisTitle(xTitle).yAxisTitle(yTitle).build();
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setChartTitleBoxVisible(false);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS).setLegendBorderColor(Color.WHITE);
    chart.getStyler().setLegendLayout(org.knowm.xchart.style.Styler.LegendLayout.Horizontal);
    Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    chart.getStyler().setLegendFont(plain).setChartTitleFont(plain.deriveFont(Font.BOLD, 14));
    return chart;
  }

  private static XYSeries curve(
      XYChart chart, String name, double[] x, double[] y, Color colour, BasicStroke stroke) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(stroke == SOLID ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(colour);
    series.setLineColor(colour).setLineStyle(stroke);
    return series;
  }

  private LossComparison() {}
}
