package io.perpixel.job;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.train.ModelInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** What {@code plan} trains while it measures: the data of the settings, or random images. */
final class PlanInput {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  private final SparkSession spark;
  private final SettingsOptions options;
  private final ModelInfo info;
  private final Optional<String> table;
  private final int height;
  private final int width;
  private final long trainingImages;
  private final PrintWriter out;

  private PlanInput(
      SparkSession spark,
      SettingsOptions options,
      ModelInfo info,
      Optional<String> table,
      int[] size,
      long trainingImages,
      PrintWriter out) {
    this.spark = spark;
    this.options = options;
    this.info = info;
    this.table = table;
    height = size[0];
    width = size[1];
    this.trainingImages = trainingImages;
    this.out = out;
  }

  /**
   * Height and width.
   *
   * @throws UsageException if the text is not {@code HxW} or the model cannot read such images
   */
  static int[] size(String text, ModelSpec model) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new UsageException(
          "found --random %s; expected height x width such as 32x32".formatted(text));
    }
    int[] sides = {Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))};
    try {
      model.checkSize(sides[0], sides[1]);
    } catch (IllegalArgumentException e) {
      throw new UsageException("found --random %s; %s".formatted(text, e.getMessage()), e);
    }
    return sides;
  }

  /** Random images; how many an epoch has is said elsewhere. */
  static PlanInput random(
      SparkSession spark, SettingsOptions options, int[] size, PrintWriter out) {
    ModelSpec spec = options.load().model().spec();
    ModelInfo info = new ModelInfo(spec, spec.inputStages(), Optional.empty());
    return new PlanInput(spark, options, info, Optional.empty(), size, Long.MAX_VALUE, out);
  }

  /** What the settings name, prepared first if it is not there yet. */
  static PlanInput prepared(SparkSession spark, SettingsOptions options, PrintWriter out)
      throws IOException, InterruptedException {
    Settings settings = options.load();
    Preparation.Prepared prepared = new Preparation(spark, settings, out).run();
    ModelInfo info = TrainingRun.info(settings.model().spec(), prepared);
    TrainingData data =
        TrainingData.open(spark, prepared.table(), settings.data().limit()).requireFor(info);
    return new PlanInput(
        spark,
        options,
        info,
        Optional.of(prepared.table()),
        new int[2],
        data.trainingImages(),
        out);
  }

  /** Of an epoch; for random images the largest number there is. */
  long trainingImages() {
    return trainingImages;
  }

  Settings settings(String... over) {
    return options.load(over);
  }

  /**
   * How many images whole minibatches of so many replicas take, for as many steps as there are
   * images for.
   *
   * @throws UsageException if there are fewer than a minibatch for each
   */
  int images(int replicas, int steps) {
    int batch = settings().train().batch();
    long joint = (long) replicas * batch;
    long most = Math.min(steps, trainingImages / joint);
    if (most == 0) {
      throw new UsageException(
          "the data have %,d training images, fewer than a minibatch for each of %d replicas (%d x %d): lower train.batch, or measure with random images (--random HxW)"
              .formatted(trainingImages, replicas, replicas, batch));
    }
    return Math.toIntExact(most * joint);
  }

  /** Loops over the first so many training images. */
  Loops loops(Settings settings, int images) {
    KernelChoice.use(settings.kernels());
    TrainingData data =
        table.isPresent()
            ? TrainingData.open(spark, table.get(), OptionalInt.of(images))
            : TrainingData.random(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                info.spec(),
                height,
                width,
                images,
                settings.train().workers());
    return new Loops(
        spark, settings, InitialModel.of(info, settings.train(), Optional.empty()), data, out);
  }
}
