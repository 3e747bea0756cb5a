package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Layout;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import io.perpixel.palette.Palette;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.LocalSpark;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code predict --input} on Spark, by the command line. */
class PredictImagesIT extends InferenceBase {
  private static SparkSession spark;

  private final Palette palette = randomPalette(6, 5);
  private Path model;
  private Path images;
  private Path output;

  @BeforeAll
  static void open() {
    spark = LocalSpark.open();
  }

  @AfterAll
  static void close() {
    SparkSessions.stop();
  }

  @BeforeEach
  void model() throws IOException {
    model = directory.resolve("m.zip");
    images = Files.createDirectories(directory.resolve("images"));
    output = directory.resolve("coloured");
    importGolden("unet", "state.pth", model, "--palette", paletteFile(palette, "p.json"));
  }

  private static Raster random(int height, int width, long seed) {
    byte[] rgb = new byte[3 * height * width];
    new Random(seed).nextBytes(rgb);
    return Raster.uint8(height, width, 3, Layout.HWC, rgb);
  }

  private Raster image(String name, int height, int width, long seed) throws IOException {
    Raster image = random(height, width, seed);
    Path file = images.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Png.encode(image));
    return image;
  }

  private int predict(Object... more) {
    return predictFrom(images, more);
  }

  private int predictFrom(Path input, Object... more) {
    Object[] args = {"predict", "--model", model, "--input", input, "--output", output};
    return perpixel(with(args, more));
  }

  private List<String> written() throws IOException {
    try (Stream<Path> files = Files.walk(output)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> output.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private List<String> rejects() {
    return spark.read().parquet(output + "-rejects").collectAsList().stream()
        .map(row -> row.<String>getAs("id") + " " + row.<String>getAs("reason"))
        .sorted()
        .toList();
  }

  /** Each pixel by the reference: the model on that image alone, the largest logit's colour. */
  private Raster expected(Raster image) throws IOException {
    ModelFile file = ModelFile.read(Files.readAllBytes(model), "m");
    Replica replica =
        new Replica(file.graph(), file.info().spec(), Stages.parse("grey,to-tensor=256"), 1);
    float[] logits = replica.output(List.of(new Example("x", image, null))).data().asFloat();
    byte[] rgb = new byte[3 * image.height() * image.width()];
    for (int p = 0; p < rgb.length / 3; p++) {
      int best = 0;
      for (int c = 1; c < 6; c++) {
        best = logits[6 * p + c] > logits[6 * p + best] ? c : best;
      }
      System.arraycopy(palette.rgb(), 3 * best, rgb, 3 * p, 3);
    }
    return Raster.uint8(image.height(), image.width(), 3, Layout.HWC, rgb);
  }

  @Test
  void eachImageAtItsOwnSizeByItsName() throws IOException {
    Raster a = image("test/a.png", 8, 8, 1);
    Raster b = image("test/b.png", 8, 8, 2);
    Raster c = image("train/c.png", 12, 40, 3);
    // A name that does not end in .png.
    Files.copy(images.resolve("test/a.png"), images.resolve("d.jpg"));
    assertThat(predict()).as(err).isZero();
    assertThat(out).contains("coloured: 4 read = 4 written + 0 rejected");
    assertThat(written())
        .containsExactly(
            "_perpixel.json",
            "d.jpg.png",
            "gallery.png",
            "test/a.png",
            "test/b.png",
            "train/c.png");
    for (Map.Entry<String, Raster> image :
        Map.of("test/a.png", a, "test/b.png", b, "train/c.png", c, "d.jpg.png", a).entrySet()) {
      Raster found = new ImageDecoder().decode(Files.readAllBytes(output.resolve(image.getKey())));
      Raster wanted = expected(image.getValue());
      assertThat(found).as(image.getKey()).hasToString(wanted.toString());
      assertThat(found.bytes()).as(image.getKey()).isEqualTo(wanted.bytes());
    }
    Raster gallery = new ImageDecoder().rgb(Files.readAllBytes(output.resolve("gallery.png")));
    assertThat(gallery.width()).isGreaterThan(3 * 64);
    assertThat(predict()).isZero();
    assertThat(out).startsWith("already done");
    assertThat(predict("--gallery", 0)).isZero();
    assertThat(written()).doesNotContain("gallery.png");
  }

  @Test
  void whatTheModelCannotReadIsRejected() throws IOException {
    image("good.png", 8, 8, 1);
    image("odd.png", 9, 8, 2);
    image("gallery.png", 8, 8, 3);
    Files.writeString(images.resolve("text.png"), "not an image");
    byte[] whole = Files.readAllBytes(images.resolve("good.png"));
    Files.write(images.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
    assertThat(predict()).isEqualTo(3);
    assertThat(err).contains("more than the failure budget of 0.01 allows");
    assertThat(output).doesNotExist();
    assertThat(rejects()).hasSize(4);

    assertThat(predict("--failure-budget", "0.8")).as(err).isZero();
    assertThat(written()).containsExactly("_perpixel.json", "gallery.png", "good.png");
    assertThat(rejects().get(2)).contains("odd.png", "nearest valid size is 8 x 8 (rescale=8x8)");
    assertThat(rejects().get(1)).contains("'gallery.png' cannot be a file name");

    assertThat(predict("--failure-budget", "0.8", "--stages", "rescale=16x20")).isZero();
    assertThat(written()).containsExactly("_perpixel.json", "gallery.png", "good.png", "odd.png");
    Raster odd = new ImageDecoder().rgb(Files.readAllBytes(output.resolve("odd.png")));
    assertThat(odd).hasToString("16x20x3 uint8 HWC");
  }

  @Test
  void hostileIdsStayInside() throws IOException {
    Path table = table("../../evil");
    assertThat(predictFrom(table, "--failure-budget", "0.5")).as(err).isZero();
    assertThat(written()).containsExactly("_perpixel.json", "gallery.png", "good.png");
    assertThat(rejects()).singleElement().asString().contains("cannot be a file name");
    assertThat(directory.resolve("evil.png")).doesNotExist();
  }

  @Test
  void equalNamesAreNoticed() throws IOException {
    assertThat(predictFrom(table("good"))).isEqualTo(3);
    assertThat(err).contains("2 pictures were made, but they make 1 files");
    assertThat(output).doesNotExist();
  }

  /** Two rows, one of which is called good.png. */
  private Path table(String id) throws IOException {
    image("good.png", 8, 8, 1);
    image("other.png", 8, 8, 2);
    Path table = directory.resolve("table");
    perpixel("preprocess", "--format", "images", "--input", images, "--output", table);
    Path renamed = directory.resolve("renamed");
    spark
        .read()
        .parquet(table.toString())
        .withColumn(
            "id",
            org.apache.spark.sql.functions.expr("if(id = 'other.png', '%s', id)".formatted(id)))
        .write()
        .parquet(renamed.toString());
    return renamed;
  }

  @Test
  void tensorsAndEmptyInputAreRefused() throws IOException {
    assertThat(predict()).isEqualTo(2);
    assertThat(err).contains("there is no file under");
    image("good.png", 8, 8, 1);
    Path tensors = directory.resolve("tensors");
    perpixel(
        "preprocess",
        "--format",
        "images",
        "--input",
        images,
        "--stages",
        "to-tensor",
        "--output",
        tensors);
    assertThat(predictFrom(tensors)).isEqualTo(3);
    assertThat(err).contains("expected an image as decoded, uint8 HWC");
    assertThat(predictFrom(tensors, "--exif-orientation")).isEqualTo(2);
    assertThat(err).contains("found --exif-orientation: for --format images", "read as parquet");
    assertThat(predict("--stages", "to-tensor")).isEqualTo(2);
    assertThat(predict("--stages", "rescale=x")).isEqualTo(2);
    assertThat(predict("--category", "7")).isEqualTo(2);
    assertThat(perpixel("predict", "--model", model, "--input", images, "--output", images))
        .isEqualTo(2);
  }

  @Test
  void classesNeedColours() throws IOException {
    image("good.png", 8, 8, 1);
    importGolden("unet", "state.pth", model);
    assertThat(predict()).isEqualTo(2);
    assertThat(err).contains("m.zip has no palette", "--palette F");
    assertThat(predict("--palette", paletteFile(randomPalette(5, 1), "five.json"))).isEqualTo(2);
    assertThat(err).contains("colour-unet has 6 classes, but the palette 5 colours");
    assertThat(predict("--palette", directory.resolve("p.json"))).as(err).isZero();
    importGolden("unet", "state.pth", model, "--palette", directory.resolve("p.json"));
    Path other = paletteFile(randomPalette(6, 99), "other.json");
    assertThat(predict("--palette", other)).isEqualTo(2);
    assertThat(err).contains("other.json is not the one in");
  }

  @Test
  void onlyHorses() throws IOException {
    batch("data_batch_1.bin", 7, 3, 7);
    batch("test_batch.bin", 0, 7);
    assertThat(predict("--category", 7)).as(err).isZero();
    assertThat(written())
        .containsExactly(
            "_perpixel.json",
            "gallery.png",
            "test/00001.png",
            "train/00000.png",
            "train/00002.png");
  }

  private void batch(String name, int... labels) throws IOException {
    byte[] records = new byte[3073 * labels.length];
    new Random(labels.length).nextBytes(records);
    for (int i = 0; i < labels.length; i++) {
      records[3073 * i] = (byte) labels[i];
    }
    Files.write(images.resolve(name), records);
  }
}
