package io.perpixel.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;

import io.perpixel.image.Stages;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ImageTable;
import io.perpixel.train.BatchBuilder;
import io.perpixel.train.Example;
import io.perpixel.train.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The splits of a labelled table that training reads, each in the order of ids. */
final class TrainingData {
  static final String TRAIN = "train";

  private final String table;
  private final Split training;
  private final Split validation;

  private TrainingData(String table, Split training, Split validation) {
    this.table = table;
    this.training = training;
    this.validation = validation;
  }

  /**
   * Opens a table.
   *
   * @param limit keeps only the first images of each split
   * @throws UsageException if it lacks a split
   */
  static TrainingData open(SparkSession spark, String table, OptionalInt limit) {
    Dataset<Row> rows = ImageTable.read(spark, table);
    List<String> splits = ImageTable.splits(rows);
    if (!splits.contains(TRAIN)) {
      throw new UsageException(
          "%s has no split \"train\" (found %s): put training images in a directory named train"
              .formatted(table, splits));
    }
    String validation =
        Stream.of("validation", "test")
            .filter(splits::contains)
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "%s has neither a split \"validation\" nor \"test\" (found %s): put images that are not trained on in a directory named validation or test"
                            .formatted(table, splits)));
    return new TrainingData(table, Split.of(rows, TRAIN, limit), Split.of(rows, validation, limit));
  }

  /**
   * Random images with random targets, for those who measure and do not learn.
   *
   * @param model what reads them
   * @param parts that they are spread over
   */
  static TrainingData random(
      JavaSparkContext sc, ModelSpec model, int height, int width, int images, int parts) {
    RandomExample examples = new RandomExample(model, height, width);
    return new TrainingData(
        "random images",
        split(sc, TRAIN, examples, images, parts),
        split(sc, "validation", examples, 1, 1));
  }

  private static Split split(
      JavaSparkContext sc, String name, RandomExample examples, int images, int parts) {
    List<Integer> numbers = IntStream.range(0, images).boxed().toList();
    List<int[]> sides = List.of(new int[] {examples.height(), examples.width()});
    return new Split(name, sc.parallelize(numbers, parts).map(examples::make), images, sides);
  }

  /**
   * Checks sizes and channels before the first step is taken.
   *
   * @return this
   * @throws UsageException if the model cannot read these images, or training images differ in size
   */
  TrainingData requireFor(ModelInfo model) {
    if (training.sizes().size() > 1) {
      throw new UsageException(
          "the training images in %s have different sizes (%s): bring them to one with data.stages, such as rescale=%s"
              .formatted(table, String.join(", ", training.sizes()), training.sizes().get(0)));
    }
    BatchBuilder batches = new BatchBuilder(model.spec(), Stages.parse(model.inputStages()));
    try {
      batches.fill(List.of(training.examples.first()));
      for (int[] side : validation.sides) {
        model.spec().checkSize(side[0], side[1]);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "the images in %s do not fit the model: %s".formatted(table, e.getMessage()), e);
    }
    return this;
  }

  JavaRDD<Example> training() {
    return training.examples;
  }

  JavaRDD<Example> validation() {
    return validation.examples;
  }

  long trainingImages() {
    return training.images;
  }

  long validationImages() {
    return validation.images;
  }

  String validationSplit() {
    return validation.name;
  }

  /**
   * One split.
   *
   * @param sides height and width of each size of image that occurs
   */
  private record Split(String name, JavaRDD<Example> examples, long images, List<int[]> sides) {
    private static final int SHOWN = 5;

    static Split of(Dataset<Row> rows, String name, OptionalInt limit) {
      Dataset<Row> sorted = rows.filter(col(ImageTable.SPLIT).equalTo(name)).sort(ImageTable.ID);
      Dataset<Row> used = limit.isPresent() ? sorted.limit(limit.getAsInt()) : sorted;
      long images = 0;
      List<int[]> sides = new ArrayList<>();
      long targets = 0;
      for (Row size :
          used.groupBy(ImageTable.HEIGHT, ImageTable.WIDTH)
              .agg(
                  count(ImageTable.ID).as("images"),
                  count(ImageTable.TARGET_PREFIX + ImageTable.HEIGHT).as("targets"))
              .sort(col("images").desc())
              .collectAsList()) {
        sides.add(new int[] {size.getInt(0), size.getInt(1)});
        images += size.getLong(2);
        targets += size.getLong(3);
      }
      if (targets < images) {
        throw new UsageException(
            "%,d of the %,d images of split %s have no target: leave them out, or give them one"
                .formatted(images - targets, images, name));
      }
      return new Split(name, Evaluation.examples(used), images, sides);
    }

    /** As the stage rescale takes them, the most frequent first. */
    List<String> sizes() {
      return sides.stream().map(s -> s[0] + "x" + s[1]).limit(SHOWN).toList();
    }
  }
}
