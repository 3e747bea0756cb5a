package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.Cifar10Batch;
import io.perpixel.spark.ImageRow;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.Npy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command as users run it, on embedded Spark. */
class PreprocessIT {
  private static SparkSession spark;
  @TempDir private Path dir;
  private String printed;

  @BeforeAll
  static void open() {
    spark =
        SparkSessions.open(
            "test", Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "3"));
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private int preprocess(String... options) {
    StringWriter out = new StringWriter();
    List<String> args = new ArrayList<>(List.of("preprocess"));
    args.addAll(List.of(options));
    CommandLine command = Perpixel.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    int code = command.execute(args.toArray(String[]::new));
    printed = out.toString();
    return code;
  }

  private List<ImageRow> rows(String table) {
    List<Row> rows = ImageTable.read(spark, dir + "/" + table).sort("id").collectAsList();
    return rows.stream().map(ImageRow::of).toList();
  }

  private Map<String, String> rejects(String table) {
    return spark.read().parquet(dir + "/" + table).collectAsList().stream()
        .collect(
            Collectors.toMap(r -> r.getString(0), r -> r.getString(1) + ": " + r.getString(2)));
  }

  private Path copyPhoto(String name) throws IOException {
    Path to = dir.resolve(name);
    Files.createDirectories(to.getParent());
    return Files.copy(Npy.golden("transform/photo.png"), to);
  }

  private void png(String name, int width, int height) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      image.getRaster().setSample(i % width, i / width, 0, i % 256);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private String[] options(String format, String input, String... more) {
    List<String> all = new ArrayList<>(List.of("--format", format));
    all.addAll(List.of("--input", dir + "/" + input, "--output", dir + "/out"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "rescale=32x48, rescale_exact_antialias, 0",
    "rescale=40, rescale_short40_antialias, 0",
    "rescale=117x165:plain, rescale_up_plain, 1e-3",
    "'to-tensor,normalize', normalize, 1e-5",
    "'to-tensor=256,grey', grey_mean, 1e-6"
  })
  void goldensThroughTheWholeCommand(String stages, String golden, float tolerance)
      throws IOException {
    copyPhoto("in/photo.png");
    assertThat(preprocess(options("images", "in", "--stages", stages))).as(() -> printed).isZero();
    float[] found = rows("out").get(0).image().toFloat32().floats();
    float[] wanted = Npy.read(Npy.golden("transform/" + golden + ".npy")).floats();
    assertThat(found).hasSameSizeAs(wanted);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(wanted[i], within(tolerance));
    }
  }

  @Test
  void stagesRunAloneGiveWhatTheyGiveFused() throws IOException {
    copyPhoto("in/photo.png");
    preprocess(options("images", "in", "--stages", "rescale=9x12,to-tensor,normalize"));
    float[] fused = rows("out").get(0).image().floats();
    String input = dir + "/in";
    int step = 0;
    for (String stage : List.of("rescale=9x12", "to-tensor", "normalize")) {
      String output = dir + "/step" + ++step;
      String format = step == 1 ? "images" : "parquet";
      assertThat(
              preprocess(
                  "--format", format, "--input", input, "--output", output, "--stages", stage))
          .as(() -> printed)
          .isZero();
      input = output;
    }
    assertThat(rows("step3").get(0).image().floats()).isEqualTo(fused);
  }

  @Test
  void badFilesAreNamedAndTheRestIsWritten() throws IOException {
    copyPhoto("in/train/good.png");
    copyPhoto("in/val/other.png");
    byte[] photo = Files.readAllBytes(Npy.golden("transform/photo.png"));
    Files.write(dir.resolve("in/train/cut.png"), Arrays.copyOf(photo, photo.length / 2));
    Files.writeString(dir.resolve("in/list.txt"), "not an image");
    Files.createFile(dir.resolve("in/empty.jpg"));
    String[] options =
        options("images", "in", "--failure-budget", "0.6", "--rejects", dir + "/bad");
    assertThat(preprocess(options)).as(() -> printed).isZero();
    assertThat(printed).contains("5 read = 2 written + 3 rejected");
    assertThat(rows("out"))
        .extracting(ImageRow::id)
        .containsExactly("train/good.png", "val/other.png");
    assertThat(rows("out")).extracting(ImageRow::split).containsExactly("train", "validation");
    assertThat(rejects("bad"))
        .hasSize(3)
        .containsEntry("list.txt", "decode: not a PNG, JPEG, GIF or BMP image")
        .containsEntry("empty.jpg", "decode: the file is empty")
        .hasEntrySatisfying("train/cut.png", r -> assertThat(r).startsWith("decode: broken image"));
  }

  @Test
  void aboveTheBudgetNothingIsCommitted() throws IOException {
    copyPhoto("in/good.png");
    Files.writeString(dir.resolve("in/bad.png"), "bad");
    assertThat(preprocess(options("images", "in", "--failure-budget", "0.4"))).isEqualTo(3);
    assertThat(printed)
        .contains("2 read = 1 written + 1 rejected", "failure budget of 0.4", "bad.png [decode]");
    assertThat(dir.resolve("out")).doesNotExist();
    assertThat(rejects("out-rejects")).containsOnlyKeys("bad.png");
    assertThat(dir).isDirectoryNotContaining("glob:**/.perpixel*");
    assertThat(preprocess(options("images", "in", "--failure-budget", "0.5"))).isZero();
  }

  @Test
  void allRejectedIsNotATable() throws IOException {
    Files.createDirectory(dir.resolve("in"));
    Files.writeString(dir.resolve("in/bad.png"), "bad");
    assertThat(preprocess(options("images", "in", "--failure-budget", "1"))).isEqualTo(3);
    assertThat(printed).contains("nothing is left to write");
    assertThat(dir.resolve("out")).doesNotExist();
  }

  @Test
  void anEqualRunIsSkippedAnotherReplaces() throws IOException {
    copyPhoto("in/photo.png");
    assertThat(preprocess(options("images", "in"))).isZero();
    assertThat(printed).doesNotContain("already done");
    assertThat(preprocess(options("images", "in"))).isZero();
    assertThat(printed).contains("already done", "1 read = 1 written + 0 rejected");
    assertThat(preprocess(options("images", "in", "--stages", "rescale=5x5"))).isZero();
    assertThat(printed).doesNotContain("already done");
    assertThat(rows("out").get(0).image()).hasToString("5x5x3 uint8 HWC");
    copyPhoto("in/second.png");
    assertThat(preprocess(options("images", "in", "--stages", "rescale=5x5"))).isZero();
    assertThat(rows("out")).hasSize(2);
  }

  @Test
  void whatIsNotOursIsNotReplaced() throws IOException {
    copyPhoto("in/photo.png");
    Files.createDirectory(dir.resolve("out"));
    Files.writeString(dir.resolve("out/thesis.tex"), "years of work");
    assertThat(preprocess(options("images", "in"))).isEqualTo(2);
    assertThat(printed).contains("not a table of ours");
    assertThat(dir.resolve("out/thesis.tex")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "images|in|--stages|grow=2|unknown stage 'grow'",
        "images|in|--stages|normalize|put to-tensor before it",
        "images|nowhere|--stages|grey|nothing matches",
        "images|in|--category|7|--category needs labelled input",
        "images|in|--failure-budget|1.5|not 1.5",
        "images|in|--rejects|{dir}/out/bad|two separate directories",
        "images|in|--output|{dir}/in/table|must not lie in one another",
        "cifar10|in|--stages|grey|no CIFAR-10 in",
        "cifar10|in|--category|10|category 10 is not a CIFAR-10 class",
        "parquet|in|--stages|grey|no Parquet table at",
        "pairs|in|--stages|grey|needs one directory named images or jpg, found none",
        "tiff|in|--stages|grey|tiff"
      })
  void wrongUsageIsTold(String format, String input, String option, String value, String message)
      throws IOException {
    copyPhoto("in/photo.png");
    String[] options = options(format, input);
    String filled = value.replace("{dir}", dir.toString());
    if (option.equals("--output")) {
      options[5] = filled;
    } else {
      options = options(format, input, option, filled);
    }
    assertThat(preprocess(options)).as(() -> printed).isEqualTo(2);
    assertThat(printed).contains(message);
    assertThat(dir.resolve("out")).doesNotExist();
  }

  /** Records whose label is their number modulo 10. */
  private static byte[] batch(int records, int seed) {
    byte[] bytes = new byte[records * Cifar10Batch.RECORD];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; i < records; i++) {
      bytes[i * Cifar10Batch.RECORD] = (byte) (i % 10);
    }
    return bytes;
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.createDirectories(dir.resolve(name).getParent());
    Files.write(dir.resolve(name), bytes);
  }

  private void sheet(String name, byte[] batch) throws IOException {
    int records = batch.length / Cifar10Batch.RECORD;
    BufferedImage image = new BufferedImage(1024, records, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < records * 1024; i++) {
      int from = i / 1024 * Cifar10Batch.RECORD + 1 + i % 1024;
      int rgb = batch[from] << 16 | (batch[from + 1024] & 0xff) << 8 | batch[from + 2048] & 0xff;
      image.setRGB(i % 1024, i / 1024, rgb);
    }
    Files.createDirectories(dir.resolve(name).getParent());
    ImageIO.write(image, "png", dir.resolve(name).toFile());
  }

  private static String labels(int... records) {
    return IntStream.of(records)
        .flatMap(n -> IntStream.range(0, n).map(i -> i % 10))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void bothFormsOfCifarGiveTheSameTable() throws IOException {
    byte[] one = batch(30, 1);
    byte[] two = batch(20, 2);
    byte[] test = batch(10, 3);
    write("binary/data_batch_1.bin", one);
    write("binary/data_batch_2.bin", two);
    write("binary/test_batch.bin", test);
    sheet("sheets/package/data_batch_1.png", one);
    sheet("sheets/package/data_batch_2.png", two);
    sheet("sheets/package/test_batch.png", test);
    write("sheets/package/train_lables.json", labels(30, 20).getBytes());
    write("sheets/package/test_lables.json", labels(10).getBytes());
    assertThat(preprocess(options("cifar10", "binary", "--category", "7")))
        .as(() -> printed)
        .isZero();
    List<ImageRow> binary = rows("out");
    assertThat(preprocess(options("cifar10", "sheets", "--category", "7")))
        .as(() -> printed)
        .isZero();
    List<ImageRow> sheets = rows("out");
    assertThat(binary)
        .extracting(ImageRow::id)
        .containsExactly(
            "test/00007",
            "train/00007",
            "train/00017",
            "train/00027",
            "train/00037",
            "train/00047");
    assertThat(binary).extracting(ImageRow::label).containsOnly(7);
    assertThat(binary).extracting(ImageRow::split).containsOnlyOnce("test");
    for (int i = 0; i < binary.size(); i++) {
      assertThat(sheets.get(i).id()).isEqualTo(binary.get(i).id());
      assertThat(sheets.get(i).image().bytes()).isEqualTo(binary.get(i).image().bytes());
    }
    // Record 17 of batch 2 is number 47; its second pixel's red stands second in the red plane.
    int record = 17 * Cifar10Batch.RECORD;
    assertThat(binary.get(5).image().at(0, 1, 0)).isEqualTo(two[record + 2] & 0xff);
  }

  @Test
  void aTruncatedBatchSpoilsItsOwnRecordsOnly() throws IOException {
    write("in/data_batch_1.bin", batch(20, 1));
    byte[] two = batch(20, 2);
    write("in/data_batch_2.bin", Arrays.copyOf(two, two.length - 100));
    assertThat(preprocess(options("cifar10", "in"))).isEqualTo(3);
    assertThat(printed).contains("data_batch_2.bin has 61360 bytes", "truncated");
    assertThat(preprocess(options("cifar10", "in", "--failure-budget", "0.5"))).isZero();
    assertThat(printed).contains("39 read = 20 written + 19 rejected");
  }

  @Test
  void halfABatchBesideAWholeOneIsTruncatedNotASample() throws IOException {
    write("in/data_batch_1.bin", batch(10_000, 1));
    write("in/data_batch_2.bin", batch(5_000, 2));
    assertThat(preprocess(options("cifar10", "in", "--category", "3"))).isEqualTo(3);
    assertThat(printed).contains("data_batch_2.bin has 5000 records, but other batches have 10000");
  }

  @Test
  void wrongLabelsAreRejectedOneByOne() throws IOException {
    byte[] one = batch(200, 1);
    one[3 * Cifar10Batch.RECORD] = 10;
    write("in/data_batch_1.bin", one);
    assertThat(preprocess(options("cifar10", "in"))).as(() -> printed).isZero();
    assertThat(printed).contains("200 read = 199 written + 1 rejected");
    assertThat(rejects("out-rejects"))
        .containsEntry(
            "train/00003",
            "decode: data_batch_1.bin record 3 has label 10, which is not a CIFAR-10 class (0 to 9)");
  }

  @Test
  void cifarFilesThatDoNotFitTogetherStopTheJob() throws IOException {
    sheet("in/data_batch_1.png", batch(10, 1));
    assertThat(preprocess(options("cifar10", "in"))).isEqualTo(3);
    assertThat(printed).contains("data_batch_1.png but not train_lables.json");
    write("in/train_lables.json", labels(11).getBytes());
    assertThat(preprocess(options("cifar10", "in"))).isEqualTo(3);
    assertThat(printed).contains("11 labels, but the sheets", "10 rows");
    write("gap/data_batch_1.bin", batch(10, 1));
    write("gap/data_batch_3.bin", batch(10, 1));
    assertThat(preprocess(options("cifar10", "gap"))).isEqualTo(3);
    assertThat(printed).contains("data_batch_3.bin but not data_batch_2.bin");
  }

  @Test
  void pairsKeepMasksAsLabelsAndScaleMaps() throws IOException {
    copyPhoto("in/images/train/a.png");
    png("in/masks/train/a.png", 87, 61);
    copyPhoto("in/images/train/alone.png");
    png("in/masks/train/orphan.png", 87, 61);
    copyPhoto("in/images/train/small.png");
    png("in/masks/train/small.png", 10, 10);
    String stages = "rescale=30x44,to-tensor,normalize";
    assertThat(preprocess(options("pairs", "in", "--stages", stages, "--failure-budget", "0.8")))
        .as(() -> printed)
        .isZero();
    ImageRow row = rows("out").get(0);
    assertThat(row.id()).isEqualTo("train/a");
    assertThat(row.split()).isEqualTo("train");
    assertThat(row.image()).hasToString("30x44x3 float32 CHW");
    assertThat(row.target()).hasToString("30x44x1 uint8 HWC");
    assertThat(rejects("out-rejects"))
        .containsEntry(
            "train/alone",
            "pair: there is no target of this name beside " + uri("in/images/train/alone.png"))
        .containsEntry(
            "train/orphan",
            "pair: there is no image of this name beside " + uri("in/masks/train/orphan.png"))
        .hasEntrySatisfying("train/small", r -> assertThat(r).contains("61x87x3", "10x10x1"));
    Files.move(dir.resolve("in/masks"), dir.resolve("in/fixations"));
    assertThat(preprocess(options("pairs", "in", "--stages", stages, "--failure-budget", "0.8")))
        .as(() -> printed)
        .isZero();
    ImageRow map = rows("out").get(0);
    assertThat(map.target()).hasToString("30x44x1 float32 CHW");
    for (float value : map.target().floats()) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  private String uri(String name) {
    return "file:" + dir.resolve(name);
  }

  @Test
  void otherReadersSeeTheDocumentedColumns() throws IOException {
    copyPhoto("in/photo.png");
    preprocess(options("images", "in", "--stages", "rescale=2x3"));
    Row row = spark.read().parquet(dir + "/out").first();
    assertThat(row.schema().fieldNames())
        .containsExactly(
            "id", "split", "height", "width", "channels", "layout", "dtype", "data", "label");
    assertThat(row.getInt(2)).isEqualTo(2);
    assertThat(row.getInt(3)).isEqualTo(3);
    assertThat(row.getString(5)).isEqualTo("HWC");
    assertThat(row.getString(6)).isEqualTo("uint8");
    assertThat(row.<byte[]>getAs("data")).hasSize(18);
    assertThat(row.isNullAt(8)).isTrue();
    assertThat(dir.resolve("out/_perpixel.json"))
        .content()
        .contains("\"rescale=2x3\"", "\"read\" : 1");
  }
}
