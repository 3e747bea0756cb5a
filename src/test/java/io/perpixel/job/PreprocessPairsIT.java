package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.spark.ImageRow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** {@code preprocess --format pairs}. */
class PreprocessPairsIT extends PreprocessBase {
  private void png(String name, int width, int height) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      image.getRaster().setSample(i % width, i / width, 0, i % 256);
    }
    ImageIO.write(image, "png", file.toFile());
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
}
