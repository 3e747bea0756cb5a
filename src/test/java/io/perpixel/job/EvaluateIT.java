package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.image.Layout;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.metric.PixelScores;
import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.LocalSpark;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.PlainLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code evaluate} on Spark, by the command line. */
class EvaluateIT extends InferenceBase {
  private static SparkSession spark;

  private Path model;
  private Path images;
  private Path labels;
  private Path metrics;
  private Path palette;

  @BeforeAll
  static void open() {
    spark = LocalSpark.open();
  }

  @AfterAll
  static void close() {
    SparkSessions.stop();
  }

  @BeforeEach
  void table() throws IOException {
    model = directory.resolve("m.zip");
    images = directory.resolve("images");
    labels = directory.resolve("labels");
    metrics = directory.resolve("metrics.json");
    palette = paletteFile(randomPalette(6, 5), "p.json");
    importGolden("unet", "state.pth", model, "--palette", palette);
  }

  private void images(int count, String split, int height) throws IOException {
    Random random = new Random(count);
    Files.createDirectories(images.resolve(split));
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[3 * height * 8];
      random.nextBytes(rgb);
      Files.write(
          images.resolve(split + "/%02d.png".formatted(i)),
          Png.encode(Raster.uint8(height, 8, 3, Layout.HWC, rgb)));
    }
  }

  private void label() {
    Object[] args = {
      "palette",
      "label",
      "--format",
      "images",
      "--input",
      images,
      "--palette",
      palette,
      "--output",
      labels
    };
    assertThat(perpixel(args)).as(err).isZero();
  }

  private int evaluate(Object... more) {
    Object[] args = {"evaluate", "--model", model, "--input", labels, "--output", metrics};
    return perpixel(with(args, more));
  }

  @Test
  void figuresAreThoseOfThePlainLoop() throws IOException {
    images(5, "train", 8);
    images(7, "test", 12);
    label();
    assertThat(evaluate("--split", "test", "--batch", 3)).as(err).isZero();
    List<Example> examples =
        Evaluation.examples(ImageTable.read(spark, labels.toString())).collect().stream()
            .filter(e -> e.id().startsWith("test/"))
            .toList();
    assertThat(examples).hasSize(7);
    ModelFile file = ModelFile.read(Files.readAllBytes(model), "m");
    PixelScores expected =
        (PixelScores)
            new PlainLoop(file.replica(1), examples, examples, EpochPlan.plain(7, 0)).validate();
    JsonNode json = new ObjectMapper().readTree(metrics.toFile());
    assertThat(json.path("images").asInt()).isEqualTo(7);
    assertThat(json.path("pixels").asInt()).isEqualTo(7 * 8 * 12);
    assertThat(json.path("correct_pixels").asLong()).isEqualTo(expected.confusion().correct());
    assertThat(json.path("accuracy").asDouble()).isEqualTo(expected.confusion().pixelAccuracy());
    assertThat(json.path("loss").asDouble()).isCloseTo(expected.meanLoss(), within(1e-6));
    assertThat(json.path("mean_iou").asDouble()).isEqualTo(expected.confusion().meanIou());
    assertThat(json.path("images_per_second").asDouble()).isPositive();
    assertThat(json.path("parameters_sha256").asText()).isEqualTo(file.parametersSha256());
    assertThat(out).containsPattern("images +7\n").containsPattern("loss +\\d\\.\\d+");

    // All rows, among them two sizes, in however many partitions.
    assertThat(evaluate()).isZero();
    JsonNode all = new ObjectMapper().readTree(metrics.toFile());
    assertThat(all.path("images").asInt()).isEqualTo(12);
    Path one = directory.resolve("one");
    ImageTable.read(spark, labels.toString()).coalesce(1).write().parquet(one.toString());
    Files.copy(labels.resolve("_palette.json"), one.resolve("_palette.json"));
    labels = one;
    assertThat(evaluate()).isZero();
    JsonNode again = new ObjectMapper().readTree(metrics.toFile());
    for (String key : List.of("loss", "accuracy", "mean_iou")) {
      assertThat(again.path(key).asDouble()).isEqualTo(all.path(key).asDouble());
    }
  }

  @Test
  void labelsOfAnotherPaletteAreRefused() throws IOException {
    images(2, "test", 8);
    palette = paletteFile(randomPalette(6, 6), "other.json");
    label();
    assertThat(evaluate()).isEqualTo(2);
    assertThat(err).contains("was labelled with palette", "label it again");
    assertThat(metrics).doesNotExist();
  }

  @Test
  void whatCannotBeScoredIsNamed() throws IOException {
    images(2, "test", 8);
    perpixel("preprocess", "--format", "images", "--input", images, "--output", labels);
    assertThat(evaluate()).isEqualTo(2);
    assertThat(err).contains("has no targets", "palette label");
    label();
    assertThat(evaluate("--split", "tset")).isEqualTo(2);
    assertThat(err).contains("no rows of split tset; it has test (2 rows)");
    images(3, "test", 10);
    label();
    assertThat(evaluate()).isEqualTo(3);
    assertThat(err)
        .containsPattern("test/0\\d.png: colour-unet takes images")
        .contains("nearest valid size is 12 x 8");
    labels = directory.resolve("nowhere");
    assertThat(evaluate()).isEqualTo(2);
    assertThat(err).contains("no Parquet table");
    importGolden("unet", "state.pth", model);
    assertThat(evaluate()).isEqualTo(2);
    assertThat(err).contains("m.zip has no palette");
    assertThat(metrics).doesNotExist();
  }
}
