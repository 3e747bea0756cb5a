package io.perpixel.job;

import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import io.perpixel.spark.BadDataException;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.LabelTable;
import io.perpixel.spark.StagesPass;
import io.perpixel.spark.TableSource;
import io.perpixel.spark.TableWriter;
import io.perpixel.train.Build;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The images that all versions are scored on: a table that is made once and never changed, whatever
 * becomes of the data.
 */
final class FrozenTest {
  private final RetrainPlace place;
  private final SparkSession spark;
  private final String table;

  FrozenTest(RetrainPlace place, SparkSession spark) {
    this.place = place;
    this.spark = spark;
    table = place.testSet();
  }

  /** Its rows. */
  Dataset<Row> rows() {
    return ImageTable.read(spark, table);
  }

  /**
   * Digest of its files.
   *
   * @throws BadDataException if they are damaged, as far as the file system can tell
   */
  String digest() throws IOException {
    try {
      return TableSource.contentDigest(table, place.hadoop());
    } catch (ChecksumException e) {
      throw new BadDataException(
          "the frozen test set is damaged: %s. Bring the former file back, or set retrain.test.name to another name, and a new set is made"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Makes it if it is not there.
   *
   * @param prepared what is trained on
   * @param overlay settings of the run that it is made in
   * @throws UsageException if its labels are of another palette, or there is nothing to copy
   */
  void make(Preparation.Prepared prepared, List<String> overlay)
      throws IOException, InterruptedException {
    if (!TableSource.exists(table, place.hadoop())) {
      copy(prepared, overlay);
    }
    if (prepared.palette().isPresent()) {
      try {
        LabelTable.requirePalette(table, prepared.palette().get(), place.hadoop());
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            "retrain.test.name = %s: %s. Choose another name, and a new set is made"
                .formatted(place.retrain().testName(), e.getMessage()),
            e);
      }
    }
  }

  private void copy(Preparation.Prepared prepared, List<String> overlay)
      throws IOException, InterruptedException {
    String from = place.retrain().testInput().isPresent() ? ofItsOwn(overlay) : prepared.table();
    Optional<String> split = split(from);
    TableSource source = new TableSource(spark, from, List.of(), split);
    TargetKind kind =
        place.settings().model().spec().target() == io.perpixel.nn.model.TargetKind.MAP
            ? TargetKind.MAP
            : TargetKind.LABELS;
    StagesPass pass =
        new StagesPass(
            spark, source, Stages.of(), kind, new TableWriter(spark, table, Optional.empty(), 0));
    place.say(
        "test     %s: %s, frozen from now on",
        table, pass.run("retrain", Build.current().id()).counts());
  }

  /** Prepared apart: its name may be that of the training data. */
  private String ofItsOwn(List<String> overlay) throws IOException, InterruptedException {
    List<String> over = new ArrayList<>(overlay);
    over.add("data.input=" + place.retrain().testInput().get());
    over.add("data.directory=" + table + "-prepared");
    return new Preparation(spark, place.settings(over), place.out()).run().table();
  }

  private Optional<String> split(String from) {
    List<String> there = ImageTable.splits(ImageTable.read(spark, from));
    if (place.retrain().testSplit().isPresent()) {
      String wanted = place.retrain().testSplit().get();
      if (!there.contains(wanted)) {
        throw new UsageException(
            "retrain.test.split is %s, but %s has %s".formatted(wanted, from, there));
      }
      return place.retrain().testSplit();
    }
    if (place.retrain().testInput().isPresent()) {
      return Optional.empty();
    }
    for (String split : List.of("test", "validation")) {
      if (there.contains(split)) {
        return Optional.of(split);
      }
    }
    throw new UsageException(
        "%s has neither a split \"test\" nor \"validation\" (found %s): name images to test on in retrain.test.input"
            .formatted(from, there));
  }

  /**
   * Refuses to compare by other bytes than those that an earlier version was scored on.
   *
   * @param before digest then
   * @param who that version
   */
  void requireUnchanged(String before, String who) throws IOException {
    String now = digest();
    if (!now.equals(before)) {
      throw new BadDataException(
          "the frozen test set %s is not what %s was scored on (digest %s, now %s): bring the former files back, or set retrain.test.name to another name, and a new set is made"
              .formatted(table, who, before, now));
    }
  }

  /** How many training images are also in the test set, byte by byte. */
  long leaks(Preparation.Prepared prepared) {
    Dataset<Row> training =
        ImageTable.read(spark, prepared.table())
            .filter(functions.col(ImageTable.SPLIT).equalTo(TrainingData.TRAIN));
    return fingerprints(training).intersect(fingerprints(rows())).count();
  }

  private static Dataset<Row> fingerprints(Dataset<Row> images) {
    return images.select(
        functions.col(ImageTable.HEIGHT),
        functions.col(ImageTable.WIDTH),
        functions.sha2(functions.col(ImageTable.DATA), 256));
  }

  /** What is known of it, for the record. */
  Map<String, Object> describe() throws IOException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", place.retrain().testName());
    facts.put("table", table);
    facts.put("images", rows().count());
    facts.put("sha256", digest());
    return facts;
  }
}
