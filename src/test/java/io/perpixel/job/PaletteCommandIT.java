package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.Raster;
import io.perpixel.palette.ColourDistance;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import io.perpixel.spark.ImageRow;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.LabelTable;
import io.perpixel.spark.PaletteStore;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.LocalSpark;
import io.perpixel.testing.Npy;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code palette fit} and {@code palette label} on Spark, by the command line. */
class PaletteCommandIT extends InferenceBase {
  private static final int SIDE = 20;
  private static SparkSession spark;
  private static Configuration conf;

  @BeforeAll
  static void open() {
    spark = LocalSpark.open();
    conf = spark.sparkContext().hadoopConfiguration();
  }

  @AfterAll
  static void close() {
    SparkSessions.stop();
  }

  /** The golden pixels as PNGs of 20x20, whose names sort in the pixels' order. */
  private Path goldenImages() throws IOException {
    byte[] pixels = Npy.read(Npy.golden("palette/pixels.npy")).bytes();
    Path images = Files.createDirectories(directory.resolve("images"));
    for (int i = 0; i < pixels.length / (3 * SIDE * SIDE); i++) {
      int from = 3 * SIDE * SIDE * i;
      png(
          images.resolve("%02d.png".formatted(i)),
          BufferedImage.TYPE_INT_RGB,
          Arrays.copyOfRange(pixels, from, from + 3 * SIDE * SIDE));
    }
    return images;
  }

  private static void png(Path file, int type, byte[] rgb) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, type);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int colour = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
      image.setRGB(i % SIDE, i / SIDE, colour);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void goldenFromImagesToLabels() throws IOException {
    Path images = goldenImages();
    Path palette = directory.resolve("palette.json");
    Path labels = directory.resolve("labels");
    Object[] fit = {
      "palette",
      "fit",
      "--format",
      "images",
      "--input",
      images,
      "--output",
      palette,
      "--init",
      Npy.golden("palette/init.npy")
    };
    assertThat(perpixel(fit)).as(err).isZero();

    Palette fitted = PaletteStore.read(palette.toString(), conf);
    double[] expected = Npy.read(Npy.golden("palette/centres.npy")).doubles();
    double[] found = Arrays.stream(fitted.centres()).flatMapToDouble(Arrays::stream).toArray();
    assertThat(found).containsExactly(expected, within(1e-9));
    assertThat(fitted.provenance()).containsEntry("pixels", "6000").containsEntry("split", "all");
    assertThat(out).contains("24 colours", "6000 pixels", fitted.hash());
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("images", "palette.json");
    }
    assertThat(perpixel(fit)).isZero();
    assertThat(out).startsWith("already done");

    Object[] label = {
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
    assertThat(perpixel(label)).as(err).isZero();
    List<ImageRow> rows =
        ImageTable.read(spark, labels.toString()).sort("id").toJavaRDD().collect().stream()
            .map(ImageRow::of)
            .toList();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ImageRow row : rows) {
      Raster target = row.target();
      assertThat(target).hasToString("20x20x1 uint8 HWC");
      all.writeBytes(target.bytes());
    }
    assertThat(all.toByteArray()).isEqualTo(Npy.read(Npy.golden("palette/labels.npy")).bytes());
    assertThat(perpixel(label)).isZero();
    assertThat(out).startsWith("already done");

    // The labels keep their palette, also through preprocess; another one is refused.
    Path tensors = directory.resolve("tensors");
    assertThat(
            perpixel(
                "preprocess",
                "--format",
                "parquet",
                "--input",
                labels,
                "--output",
                tensors,
                "--stages",
                "grey,to-tensor=256"))
        .as(err)
        .isZero();
    for (Path table : List.of(labels, tensors)) {
      assertThat(LabelTable.palette(table.toString(), conf).hash()).isEqualTo(fitted.hash());
      LabelTable.requirePalette(table.toString(), fitted, conf);
      Palette lab = new Palette(fitted.centres(), ColourDistance.LAB, Double.NaN, Map.of());
      assertThatThrownBy(() -> LabelTable.requirePalette(table.toString(), lab, conf))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(fitted.hash())
          .hasMessageContaining(lab.hash())
          .hasMessageContaining("label it again");
    }
    assertThat(Files.readString(labels.resolve("_perpixel.json")))
        .contains("\"palette_sha256\" : \"" + fitted.hash() + "\"");
  }

  @Test
  void cifarByCategoryAndSplit() throws IOException {
    Path cifar = Files.createDirectories(directory.resolve("cifar"));
    byte[] horses = new byte[3 * 1024];
    new Random(1).nextBytes(horses);
    byte[] other = new byte[3 * 1024];
    ByteArrayOutputStream train = new ByteArrayOutputStream();
    train.write(7);
    train.writeBytes(horses);
    train.write(3);
    train.writeBytes(other);
    Files.write(cifar.resolve("data_batch_1.bin"), train.toByteArray());
    ByteArrayOutputStream test = new ByteArrayOutputStream();
    test.write(7);
    test.writeBytes(other);
    Files.write(cifar.resolve("test_batch.bin"), test.toByteArray());

    Path palette = directory.resolve("palette.json");
    Object[] fit = {
      "palette",
      "fit",
      "--format",
      "cifar10",
      "--input",
      cifar,
      "--category",
      7,
      "--split",
      "train",
      "--colours",
      5,
      "--seed",
      3,
      "--distance",
      "lab",
      "--output",
      palette
    };
    assertThat(perpixel(fit)).as(err).isZero();
    Palette first = PaletteStore.read(palette.toString(), conf);
    assertThat(first.provenance()).containsEntry("pixels", "1024");
    assertThat(first.distance()).isEqualTo(ColourDistance.LAB);

    // The same from a table, however it is partitioned.
    Path table = directory.resolve("table");
    assertThat(perpixel("preprocess", "--format", "cifar10", "--input", cifar, "--output", table))
        .as(err)
        .isZero();
    Path many = directory.resolve("many");
    ImageTable.read(spark, table.toString()).repartition(7).write().parquet(many.toString());
    Path second = directory.resolve("second.json");
    fit[3] = "parquet";
    fit[5] = many;
    fit[fit.length - 1] = second;
    assertThat(perpixel(fit)).as(err).isZero();
    assertThat(PaletteStore.read(second.toString(), conf).hash()).isEqualTo(first.hash());

    fit[9] = "validation";
    assertThat(perpixel(fit)).isEqualTo(ExitCode.BAD_DATA);
    assertThat(err).contains("no image of split 'validation'");
    assertThat(PaletteStore.read(second.toString(), conf).hash()).isEqualTo(first.hash());
  }

  @Test
  void imagesThatHaveNoColoursAreRejectedWithinTheBudget() throws IOException {
    Path images = goldenImages();
    Files.write(images.resolve("99.png"), new byte[] {1, 2, 3});
    Path palette = directory.resolve("palette.json");
    Object[] fit = {
      "palette",
      "fit",
      "--format",
      "images",
      "--input",
      images,
      "--output",
      palette,
      "--colours",
      "4",
      "--failure-budget",
      "0.01"
    };
    assertThat(perpixel(fit)).isEqualTo(ExitCode.BAD_DATA);
    assertThat(err).contains("16 read = 15 written + 1 rejected", "99.png");
    assertThat(palette).doesNotExist();
    fit[fit.length - 1] = "0.1";
    assertThat(perpixel(fit)).as(err).isZero();
    assertThat(out).contains("16 read = 15 written + 1 rejected");

    Path grey = directory.resolve("grey");
    assertThat(
            perpixel(
                "preprocess",
                "--format",
                "images",
                "--input",
                images,
                "--output",
                grey,
                "--stages",
                "grey",
                "--failure-budget",
                "0.1"))
        .isZero();
    Path labels = directory.resolve("labels");
    assertThat(
            perpixel("palette", "label", "--input", grey, "--palette", palette, "--output", labels))
        .isEqualTo(ExitCode.BAD_DATA);
    assertThat(err).contains("expected HxWx3 uint8 HWC", "before to-tensor and grey");
    assertThat(labels).doesNotExist();
  }

  @Test
  void usageErrorsNameWhatIsWrong() throws IOException {
    Path images = goldenImages();
    Path palette = directory.resolve("palette.json");
    Object[] fit = {
      "palette", "fit", "--format", "images", "--input", images, "--output", palette, "", ""
    };
    String[][] cases = {
      {"--colours", "0", "1 to 255"},
      {"--colours", "256", "1 to 255"},
      {"--init", "nowhere.npy", "nowhere.npy: there is no such palette"},
      {"--init", images.resolve("00.png").toString(), "00.png: expected a palette"},
      {"--distance", "hsv", "hsv"},
      {"--tolerance", "-1", "tolerance of at least 0"},
      {"--category", "7", "--category needs labelled input"},
      {"--failure-budget", "2", "fraction from 0 to 1"},
      {"--input", directory.resolve("none").toString(), "none"},
    };
    for (String[] wrong : cases) {
      fit[8] = wrong[0];
      fit[9] = wrong[1];
      Object[] args =
          wrong[0].equals("--input")
              ? new Object[] {
                "palette", "fit", "--format", "images", "--input", wrong[1], "--output", palette
              }
              : fit;
      assertThat(perpixel(args)).as("%s: %s", Arrays.toString(wrong), err).isEqualTo(2);
      assertThat(err).contains(wrong[2]);
    }
    fit[8] = "--colours";
    fit[9] = "255";
    Path taken = Files.writeString(directory.resolve("taken.json"), "{\"precious\": 1}");
    fit[7] = taken;
    assertThat(perpixel(fit)).isEqualTo(2);
    assertThat(err).contains("no palette of ours to replace");
    assertThat(taken).hasContent("{\"precious\": 1}");

    assertThat(
            perpixel(
                "palette",
                "label",
                "--format",
                "images",
                "--input",
                images,
                "--palette",
                taken,
                "--output",
                directory.resolve("labels")))
        .isEqualTo(2);
    assertThat(err).contains("taken.json: expected \"format\"");
    for (Object[] words :
        List.of(
            new Object[] {"palette", "fit", "--input", images, "--output", palette},
            new Object[] {
              "palette", "label", "--input", images, "--output", "x", "--palette", "y"
            })) {
      assertThat(perpixel(with(words, "--image-timeout", "9"))).isEqualTo(2);
      assertThat(err).contains("found --image-timeout: for --format images", "read as parquet");
    }
    assertThat(perpixel("palette")).isEqualTo(2);
    assertThat(err).contains("palette fit or palette label");
    assertThatThrownBy(() -> LabelTable.palette(images.toString(), conf))
        .hasMessageContaining("has no _palette.json");
  }

  @Test
  void moreColoursThanTheImagesHave() throws IOException {
    Path images = Files.createDirectories(directory.resolve("flat"));
    png(images.resolve("black.png"), BufferedImage.TYPE_INT_RGB, new byte[3 * SIDE * SIDE]);
    Path palette = directory.resolve("palette.json");
    assertThat(
            perpixel(
                "palette", "fit", "--format", "images", "--input", images, "--output", palette))
        .isEqualTo(ExitCode.BAD_DATA);
    assertThat(err).contains("24 colours are wanted", "only 1 different");
    assertThat(
            perpixel(
                "palette",
                "fit",
                "--format",
                "images",
                "--input",
                images,
                "--output",
                palette,
                "--colours",
                "1"))
        .isZero();
    Palette black = PaletteFile.read(Files.readAllBytes(palette), "palette.json");
    assertThat(black.centres()).isDeepEqualTo(new double[][] {{0, 0, 0}});
  }
}
