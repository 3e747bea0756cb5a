package io.perpixel.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;

import io.perpixel.spark.ImageRow;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Runs preprocess as users do, on embedded Spark, in a directory of its own. */
abstract class PreprocessBase {
  static SparkSession spark;
  @TempDir Path dir;
  String printed;

  @BeforeAll
  static void open() {
    spark =
        SparkSessions.open(
            "test", Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "3"));
  }

  @AfterAll
  static void close() {
    SparkSessions.stop();
  }

  int preprocess(String... options) {
    List<String> args = new ArrayList<>(List.of("preprocess"));
    args.addAll(List.of(options));
    return run(args);
  }

  int run(List<String> args) {
    CommandRun run = CommandRun.of(args);
    printed = run.printed();
    return run.code();
  }

  List<ImageRow> rows(String table) {
    List<Row> rows = ImageTable.read(spark, dir + "/" + table).sort("id").collectAsList();
    return rows.stream().map(ImageRow::of).toList();
  }

  /** The rows as any reader sees them, to be compared. */
  List<Row> table(String name) {
    return spark
        .read()
        .parquet(dir + "/" + name)
        .withColumn("data", hex(col("data")))
        .sort("id")
        .collectAsList();
  }

  /** The files below a directory, and a hash of what each holds. */
  Map<String, Integer> files(String directory) throws IOException {
    Path top = dir.resolve(directory);
    Map<String, Integer> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(top)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(top.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  Map<String, String> rejects(String table) {
    return spark.read().parquet(dir + "/" + table).collectAsList().stream()
        .collect(
            Collectors.toMap(r -> r.getString(0), r -> r.getString(1) + ": " + r.getString(2)));
  }

  Path copyPhoto(String name) throws IOException {
    Path to = dir.resolve(name);
    Files.createDirectories(to.getParent());
    return Files.copy(Npy.golden("transform/photo.png"), to);
  }

  String[] options(String format, String input, String... more) {
    List<String> all = new ArrayList<>(List.of("--format", format));
    all.addAll(List.of("--input", dir + "/" + input, "--output", dir + "/out"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
