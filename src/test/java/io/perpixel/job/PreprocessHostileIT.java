package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.Mutations;
import io.perpixel.spark.ImageRow;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code preprocess} over pictures that are damaged, hostile, or turned on their side. */
class PreprocessHostileIT extends PreprocessBase {
  private static final int COUNT = Integer.getInteger("mutations", 400);

  @Test
  void everyDamagedFileIsARowOrAReject() throws IOException {
    Mutations mutations = new Mutations(66);
    Files.createDirectory(dir.resolve("in"));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < COUNT; i++) {
      byte[] file = mutations.next();
      String name = "%06d%s".formatted(i, mutations.suffix());
      Files.write(dir.resolve("in").resolve(name), file);
      names.add(name);
    }
    String[] options =
        options(
            "images",
            "in",
            "--stages",
            "rescale=8x8,to-tensor,normalize",
            "--failure-budget",
            "1",
            "--max-pixels",
            "4194304",
            "--image-timeout",
            "5");
    assertThat(preprocess(options)).as(() -> printed).isZero();
    Set<String> seen = new HashSet<>(rejects("out-rejects").keySet());
    int rejected = seen.size();
    int written = 0;
    for (ImageRow row : rows("out")) {
      assertThat(seen.add(row.id())).as(row.id()).isTrue();
      assertThat(row.image()).hasToString("8x8x3 float32 CHW");
      written++;
    }
    assertThat(seen).isEqualTo(names);
    assertThat(printed)
        .contains("%d read = %d written + %d rejected".formatted(COUNT, written, rejected));
    assertThat(written).isBetween(COUNT / 10, COUNT * 9 / 10);
  }

  @Test
  void limitsAreOptions() throws IOException {
    picture("rgb.png", "in/a.png");
    picture("exif-6.jpg", "in/b.jpg");
    assertThat(preprocess(options("images", "in", "--max-pixels", "1000", "--failure-budget", "1")))
        .isZero();
    assertThat(rejects("out-rejects").get("a.png"))
        .isEqualTo(
            "decode: the header claims 53 x 37 pixels (width x height), more than the limit of"
                + " 1000");
    String[] bytes = options("images", "in", "--max-file-bytes", "1200", "--failure-budget", "1");
    assertThat(preprocess(bytes)).isZero();
    assertThat(rejects("out-rejects").get("a.png")).contains("more than the limit of 1200");
  }

  @Test
  void turnedPicturesAreTurnedBackOnlyIfAsked() throws IOException {
    picture("exif-6.jpg", "in/turned.jpg");
    assertThat(preprocess(options("images", "in"))).isZero();
    assertThat(rows("out").get(0).image()).hasToString("19x29x3 uint8 HWC");
    assertThat(preprocess(options("images", "in", "--exif-orientation"))).isZero();
    assertThat(printed).doesNotContain("already done");
    assertThat(rows("out").get(0).image()).hasToString("29x19x3 uint8 HWC");
  }

  @Test
  void scaledJpegsBecomeWhatTheRescaleWants() throws IOException {
    picture("baseline-420.jpg", "in/large.jpg");
    String stages = "rescale=9x13";
    assertThat(preprocess(options("images", "in", "--stages", stages))).isZero();
    byte[] whole = rows("out").get(0).image().bytes();
    assertThat(preprocess(options("images", "in", "--stages", stages, "--scaled-jpeg"))).isZero();
    assertThat(rows("out").get(0).image()).hasToString("9x13x3 uint8 HWC");
    assertThat(rows("out").get(0).image().bytes()).isNotEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "images|--scaled-jpeg|grey|needs stages that start with rescale",
        "images|--max-pixels=0|grey|limits must be above zero",
        "images|--image-timeout=soon|grey|--image-timeout",
        "pairs|--exif-orientation|grey|for --format images"
      })
  void wrongUsageIsTold(String format, String option, String stages, String message)
      throws IOException {
    picture("rgb.png", "in/images/a.png");
    picture("grey.png", "in/masks/a.png");
    assertThat(preprocess(options(format, "in", option, "--stages", stages))).isEqualTo(2);
    assertThat(printed).contains(message);
  }

  private void picture(String name, String to) throws IOException {
    Files.createDirectories(dir.resolve(to).getParent());
    Files.write(
        dir.resolve(to), getClass().getResourceAsStream("/pictures/" + name).readAllBytes());
  }
}
