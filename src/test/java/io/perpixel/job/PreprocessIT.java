package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.spark.ImageRow;
import io.perpixel.testing.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code preprocess} on images and tables: what every format shares. */
class PreprocessIT extends PreprocessBase {
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
        .containsEntry("list.txt", "decode: not a JPEG, PNG, GIF, BMP or WebP image")
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
