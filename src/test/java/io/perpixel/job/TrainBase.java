package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.LocalSpark;
import io.perpixel.train.History;
import io.perpixel.train.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Trains as users do, on embedded Spark, a tiny UNet on the real horses of the repository. */
abstract class TrainBase {
  /** Kept between the tests of a class: that a prepared table is used again is part of the test. */
  @TempDir static Path shared;

  @TempDir Path dir;
  String printed;

  @BeforeAll
  static void open() {
    LocalSpark.open();
  }

  @AfterAll
  static void close() {
    SparkSessions.stop();
  }

  /**
   * What all runs have.
   *
   * @param directory of prepared data
   */
  static List<String> settings(String directory) {
    return List.of(
        "data.input=data-manifests/sample-horses",
        "data.directory=" + directory,
        "data.limit=30",
        "palette.colours=6",
        "model.filters=4",
        "train.epochs=1",
        "train.batch=10",
        "train.threads=1",
        "train.learning-rate=0.01",
        "report.gallery=2");
  }

  /** {@code train} with settings and options, the last of equal settings winning. */
  int train(String run, String... more) {
    List<String> words = new ArrayList<>(settings(shared.toString()));
    words.add("run.directory=" + dir.resolve(run));
    words.addAll(List.of(more));
    List<String> args = new ArrayList<>(List.of("train"));
    words.forEach(word -> args.add(word.startsWith("--") ? word : "--set=" + word));
    return run(args);
  }

  /** Runs any command. */
  int run(List<String> args) {
    CommandRun run = CommandRun.of(args);
    printed = run.printed();
    return run.code();
  }

  void trains(String run, String... more) {
    assertThat(train(run, more)).as(() -> printed).isZero();
  }

  static String[] with(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
  }

  void isRefused(String run, List<String> words, String... more) {
    assertThat(train(run, more)).as(() -> printed).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains(words);
  }

  Provenance provenance(String run) throws IOException {
    return provenance(dir.resolve(run));
  }

  private static Provenance provenance(Path run) throws IOException {
    return Provenance.parse(Files.readAllBytes(run.resolve("provenance.json")), run.toString());
  }

  String sha256(String run) throws IOException {
    return sha256(dir.resolve(run));
  }

  static String sha256(Path run) throws IOException {
    return provenance(run).text("parameters_sha256").orElseThrow();
  }

  /** Of a run that is not on local disks. */
  static String sha256(FileSystem fs, String run) throws IOException {
    try (InputStream in = fs.open(new org.apache.hadoop.fs.Path(run, "provenance.json"))) {
      return Provenance.parse(in.readAllBytes(), run).text("parameters_sha256").orElseThrow();
    }
  }

  History history(String run) throws IOException {
    return History.read(dir.resolve(run + "/history.jsonl"));
  }
}
