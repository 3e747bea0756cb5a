package io.perpixel.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.Cifar10Batch;
import io.perpixel.spark.ImageRow;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.HaltingFileSystem;
import io.perpixel.testing.LocalCluster;
import io.perpixel.testing.Npy;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * With executors in processes of their own, which sees what embedded Spark never does: whether
 * sources, functions and rejects survive serialization.
 */
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
class PreprocessClusterIT {
  @TempDir private static Path dir;

  private static SparkSession spark;
  private static Map<String, List<Row>> undisturbed;

  /** What embedded Spark makes of many pictures; then the cluster. */
  @BeforeAll
  static void start() throws IOException {
    Path photo = Npy.golden("transform/photo.png");
    Files.createDirectories(dir.resolve("many"));
    for (int i = 0; i < 60; i++) {
      Files.copy(photo, dir.resolve("many/%02d.png".formatted(i)));
    }
    Files.writeString(dir.resolve("many/bad.png"), "bad");
    spark = SparkSessions.open("test", Map.of("spark.master", "local[2]"));
    assertThat(run("images", "many", "undisturbed")).contains("61 read = 60 written + 1 rejected");
    undisturbed = data("undisturbed");
    SparkSessions.stop();
    Map<String, String> settings = LocalCluster.settings();
    settings.put("spark.hadoop.fs.file.impl", HaltingFileSystem.class.getName());
    settings.merge(
        "spark.executor.extraJavaOptions",
        "-Dhalt.on=create.*/_temporary/.*part-.* -Dhalt.while=" + dir.resolve("gate"),
        "%s %s"::formatted);
    spark = SparkSessions.open("test", settings);
  }

  @AfterAll
  static void stop() {
    SparkSessions.stop();
  }

  @Test
  void everySourceCrossesTheNetwork() throws IOException {
    Files.createDirectories(dir.resolve("pairs/images"));
    Files.createDirectories(dir.resolve("pairs/masks"));
    Path photo = Npy.golden("transform/photo.png");
    for (int i = 0; i < 4; i++) {
      Files.copy(photo, dir.resolve("pairs/images/" + i + ".png"));
      Files.copy(photo, dir.resolve("pairs/masks/" + i + ".png"));
    }
    Files.writeString(dir.resolve("pairs/images/x.png"), "bad");
    Files.createDirectories(dir.resolve("cifar"));
    Files.write(dir.resolve("cifar/data_batch_1.bin"), new byte[20 * Cifar10Batch.RECORD]);
    assertThat(run("images", "pairs/images", "a")).contains("5 read = 4 written + 1 rejected");
    assertThat(run("pairs", "pairs", "b")).contains("5 read = 4 written + 1 rejected");
    assertThat(run("cifar10", "cifar", "c")).contains("20 read = 20 written + 0 rejected");
    assertThat(run("parquet", "a", "d")).contains("4 read = 4 written + 0 rejected");
    List<Row> rows = ImageTable.read(spark, dir + "/d").sort("id").collectAsList();
    assertThat(rows.stream().map(ImageRow::of))
        .extracting(ImageRow::id)
        .containsExactly("0.png", "1.png", "2.png", "3.png");
  }

  /** In the middle of its task one of the two executors is killed; its work is done again. */
  @Test
  void aKilledExecutorChangesNothing() throws Exception {
    Path gate = Files.createFile(dir.resolve("gate"));
    CountDownLatch lost = new CountDownLatch(1);
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd task) {
                if (task.reason() instanceof ExecutorLostFailure) {
                  lost.countDown();
                }
              }
            });
    CompletableFuture<Boolean> killed = CompletableFuture.supplyAsync(() -> killWhoWaits(gate));
    assertThat(run("images", "many", "disturbed")).contains("61 read = 60 written + 1 rejected");
    assertThat(killed.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(lost.await(1, TimeUnit.MINUTES)).as("a task was lost").isTrue();
    assertThat(data("disturbed")).isEqualTo(undisturbed);
    assertThat(dir).isDirectoryNotContaining("glob:**/.perpixel*");
  }

  /** Kills the first executor that waits at the gate, and opens it for the others. */
  private static boolean killWhoWaits(Path gate) {
    try {
      while (true) {
        try (DirectoryStream<Path> waiting = Files.newDirectoryStream(dir, "gate-*")) {
          for (Path one : waiting) {
            long pid = Long.parseLong(one.getFileName().toString().substring("gate-".length()));
            return ProcessHandle.of(pid).orElseThrow().destroyForcibly();
          }
        }
        Thread.sleep(20);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      gate.toFile().delete();
    }
  }

  /**
   * The rows of the data files by the number that their names begin with. (Not their bytes: Parquet
   * writes a list of encodings in an order that changes from JVM to JVM.)
   */
  private static Map<String, List<Row>> data(String table) throws IOException {
    Map<String, List<Row>> data = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(dir.resolve(table), "*.parquet")) {
      for (Path file : files) {
        String number = file.getFileName().toString().substring(0, 10);
        List<Row> rows =
            spark
                .read()
                .parquet(file.toString())
                .withColumn("data", hex(col("data")))
                .collectAsList();
        assertThat(data.put(number, rows)).isNull();
      }
    }
    return data;
  }

  private static String run(String format, String input, String output) {
    return CommandRun.of(
            List.of(
                "preprocess",
                "--format=" + format,
                "--input=" + dir.resolve(input),
                "--output=" + dir.resolve(output),
                "--stages=rescale=8x8",
                "--failure-budget=0.5"))
        .printed();
  }
}
