package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.Cifar10Batch;
import io.perpixel.spark.ImageRow;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.Npy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * With executors in processes of their own, which sees what embedded Spark never does: whether
 * sources, functions and rejects survive serialization.
 */
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
class PreprocessClusterIT {
  @TempDir private Path dir;

  @Test
  void everySourceCrossesTheNetwork() throws Exception {
    SparkSession spark = SparkSessions.open("test", cluster());
    try {
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
    } finally {
      SparkSessions.stop();
    }
  }

  private String run(String format, String input, String output) {
    StringWriter out = new StringWriter();
    CommandLine command = Perpixel.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    command.execute(
        "preprocess",
        "--format=" + format,
        "--input=" + dir.resolve(input),
        "--output=" + dir.resolve(output),
        "--stages=rescale=8x8",
        "--failure-budget=0.5");
    return out.toString();
  }

  private static Map<String, String> cluster() {
    return Map.of(
        "spark.master", "local-cluster[2,1,1024]",
        "spark.driver.host", "127.0.0.1",
        "spark.ui.enabled", "false",
        "spark.executor.extraClassPath",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
  }
}
