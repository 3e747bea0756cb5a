package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.image.Layout;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** {@code stats}, of pictures and of tables that {@code preprocess} wrote. */
class StatsIT extends PreprocessBase {
  private int stats(String input, String... more) {
    List<String> args = new ArrayList<>(List.of("stats", "--input", dir + "/" + input));
    args.addAll(List.of("--output", dir + "/statistics"));
    args.addAll(List.of(more));
    return run(args);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(dir.resolve("statistics/statistics.json").toFile());
  }

  private void fill() throws IOException {
    for (int i = 0; i < 3; i++) {
      copyPhoto("in/images/train/%d.png".formatted(i));
      mask("in/masks/train/%d.png".formatted(i), 61, 87, i);
    }
    Files.write(
        dir.resolve("in/images/wide.png"),
        Png.encode(Raster.uint8(20, 40, 3, Layout.HWC, new byte[2400])));
    mask("in/masks/wide.png", 20, 40, 1);
  }

  private void mask(String name, int height, int width, int value) throws IOException {
    byte[] data = new byte[height * width];
    data[0] = (byte) value;
    Files.createDirectories(dir.resolve(name).getParent());
    Files.write(dir.resolve(name), Png.encode(Raster.uint8(height, width, 1, Layout.HWC, data)));
  }

  @Test
  void picturesTablesAndTensorsAgree() throws IOException {
    fill();
    assertThat(stats("in/images")).as(() -> printed).isZero();
    assertThat(printed).contains("4 images, 0 with a target, 0 rejected", "channel 2", "uint8 x 3");
    JsonNode pictures = json();
    assertThat(pictures.path("splits").path("train").asInt()).isEqualTo(3);
    assertThat(pictures.path("sizes").toString()).isEqualTo("{\"20x40\":1,\"61x87\":3}");
    // Three photographs, and 800 black pixels: NumPy's mean of one is in DatasetStatisticsTest.
    double green = 71.08762012436405 * 3 * 61 * 87 / (3 * 61 * 87 + 800);
    assertThat(pictures.path("values").path("uint8 x 3").path(1).path("mean").asDouble())
        .isCloseTo(green, within(1e-12));

    assertThat(preprocess(options("pairs", "in"))).as(() -> printed).isZero();
    assertThat(stats("out")).as(() -> printed).isZero();
    JsonNode table = json();
    assertThat(stats("out", "--max-pixels", "9")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("found --max-pixels: for --format images", "read as parquet");
    assertThat(table.path("values")).isEqualTo(pictures.path("values"));
    assertThat(table.path("colours")).isEqualTo(pictures.path("colours"));
    assertThat(table.path("targets").asInt()).isEqualTo(4);
    JsonNode classes = table.path("target_classes");
    assertThat(classes.path("1").toString()).contains("\"pixels\":2", "\"images\":2");
    assertThat(classes.path("2").toString()).contains("\"pixels\":1", "\"images\":1");

    String[] tensors = options("pairs", "in", "--stages", "to-tensor");
    tensors[5] = dir + "/tensors";
    assertThat(preprocess(tensors)).as(() -> printed).isZero();
    assertThat(stats("tensors")).as(() -> printed).isZero();
    JsonNode tensor = json().path("values").path("float32 x 3").path(1);
    assertThat(tensor.path("mean").asDouble()).isCloseTo(green / 255, within(1e-8));
    assertThat(tensor.path("count").asLong()).isEqualTo(3 * 61 * 87 + 800);

    assertThat(dir.resolve("statistics/statistics.html"))
        .content()
        .contains("<h1>Statistics of ", "Classes of masks", "data:image/png;base64,");
    assertThat(ImageIO.read(dir.resolve("statistics/statistics.png").toFile()).getWidth())
        .isGreaterThan(900);
    try (var files = Files.list(dir.resolve("statistics"))) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("statistics.html", "statistics.json", "statistics.png");
    }
  }

  @Test
  void whatCannotBeReadIsCountedAgainstTheBudget() throws IOException {
    copyPhoto("in/photo.png");
    Files.writeString(dir.resolve("in/bad.png"), "bad");
    assertThat(stats("in")).isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("1 of 2 images cannot be used", "not a JPEG");
    assertThat(dir.resolve("statistics")).doesNotExist();
    assertThat(stats("in", "--failure-budget", "0.5")).isZero();
    assertThat(json().path("rejected").toString())
        .isEqualTo("{\"decode: not a JPEG, PNG, GIF, BMP or WebP image\":1}");
    assertThat(stats("in", "--failure-budget", "1", "--max-pixels", "100")).isEqualTo(3);
    assertThat(printed).contains("more than the limit of N");
    Files.delete(dir.resolve("in/photo.png"));
    assertThat(stats("in", "--failure-budget", "1")).isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("there is no image to count");
    assertThat(stats("nowhere")).isEqualTo(ExitCode.USAGE);
  }

  /** One row of one channel; and a float of no value. */
  @Test
  void tablesOfOneRow() throws IOException {
    copyPhoto("in/photo.png");
    assertThat(
            preprocess(
                options("images", "in", "--stages", "to-tensor,affine=1e38:3e38,affine=10:0,grey")))
        .as(() -> printed)
        .isZero();
    assertThat(stats("out")).as(() -> printed).isZero();
    JsonNode channel = json().path("values").path("float32 x 1").path(0);
    assertThat(channel.path("not_finite").asInt()).isEqualTo(61 * 87);
    assertThat(channel.path("mean").isNull()).isTrue();
  }
}
