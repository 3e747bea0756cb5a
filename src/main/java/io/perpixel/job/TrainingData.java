package io.perpixel.job;

import static org.apache.spark.sql.functions.col;

import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ImageTable;
import io.perpixel.train.Example;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The splits of a labelled table that training reads, each in the order of ids. */
final class TrainingData {
  static final String TRAIN = "train";

  private final JavaRDD<Example> training;
  private final JavaRDD<Example> validation;
  private final String validationSplit;

  /** Opens a table; {@code limit} keeps only the first images of each split. */
  TrainingData(SparkSession spark, String table, OptionalInt limit) {
    Dataset<Row> rows = ImageTable.read(spark, table);
    List<String> splits =
        rows.select(ImageTable.SPLIT).distinct().collectAsList().stream()
            .map(r -> r.getString(0))
            .sorted()
            .toList();
    if (!splits.contains(TRAIN)) {
      throw new UsageException(
          "%s has no split \"train\" (found %s): put training images in a directory named train"
              .formatted(table, splits));
    }
    validationSplit =
        Stream.of("validation", "test")
            .filter(splits::contains)
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "%s has neither a split \"validation\" nor \"test\" (found %s)"
                            .formatted(table, splits)));
    training = examples(rows, TRAIN, limit);
    validation = examples(rows, validationSplit, limit);
  }

  JavaRDD<Example> training() {
    return training;
  }

  JavaRDD<Example> validation() {
    return validation;
  }

  String validationSplit() {
    return validationSplit;
  }

  private static JavaRDD<Example> examples(Dataset<Row> rows, String split, OptionalInt limit) {
    Dataset<Row> sorted = rows.filter(col(ImageTable.SPLIT).equalTo(split)).sort(ImageTable.ID);
    return Evaluation.examples(limit.isPresent() ? sorted.limit(limit.getAsInt()) : sorted);
  }
}
