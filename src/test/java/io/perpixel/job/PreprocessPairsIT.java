package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.spark.ImageRow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** SPEC 3's tree: lists of paths, points for some, a test split whose maps are withheld. */
  @Test
  void listsOfPairs() throws IOException {
    for (String name : List.of("train/a", "train/b", "validation/c")) {
      copyPhoto("in/images/" + name + ".png");
      png("in/fixations/" + name + ".png", 87, 61);
    }
    copyPhoto("in/images/test/d.png");
    text("in/points/train/a.txt", "x,y\n86,60\n");
    text("in/points/train/b.csv", "row,column\n0,0\n30,44\n");
    text(
        "in/train_images.txt",
        "images/train/a.png\r\nimages/train/b.png\r\n/etc/passwd\r\nimages/../../x.png\r\n"
            + "images/train/gone.png\r\nimages/train/a.png\r\n\r\n\r\n");
    text(
        "in/train_fixations.txt",
        "fixations/train/a.png\nfixations/train/b.png\nfixations/train/a.png\n"
            + "fixations/train/a.png\nfixations/train/a.png\nfixations/train/b.png");
    text(
        "in/train_points.txt",
        "points/train/a.txt\npoints/train/b.csv\n" + "points/train/a.txt\n".repeat(4));
    text("in/val_images.txt", "./images/validation/c.png\n");
    text("in/val_fixations.txt", "fixations\\validation\\c.png\n");
    text("in/test_images.txt", "images/test/d.png\n");
    String stages = "rescale=30x44,to-tensor,normalize";
    assertThat(preprocess(options("pairs", "in", "--stages", stages, "--failure-budget", "0.6")))
        .as(() -> printed)
        .isZero();
    assertThat(printed).contains("8 read = 4 written + 4 rejected");
    List<ImageRow> rows = rows("out");
    assertThat(rows.stream().map(row -> row.id() + " " + row.split()))
        .containsExactly(
            "test/d test", "train/a train", "train/b train", "validation/c validation");
    assertThat(rows.get(0).target()).isNull();
    assertThat(rows.get(1).target()).hasToString("30x44x1 float32 CHW");
    assertThat(rows.get(1).fixations().flat(44)).containsExactly(29 * 44 + 43);
    assertThat(rows.get(2).fixations().flat(44)).containsExactly(0, 15 * 44 + 22);
    assertThat(rows.get(3).fixations()).isNull();
    assertThat(rejects("out-rejects"))
        .containsEntry(
            "/etc/passwd", "pair: train_images.txt, line 3: '/etc/passwd' is not a relative path")
        .containsEntry(
            "images/../../x.png",
            "pair: train_images.txt, line 4: 'images/../../x.png' leaves the directory of the list")
        .hasEntrySatisfying(
            "images/train/gone.png", r -> assertThat(r).contains("line 5", "names no file in"))
        .hasEntrySatisfying(
            "images/train/a.png",
            r -> assertThat(r).contains("line 6", "is in train_images.txt, line 1 already"));
  }

  @Test
  void wrongListsAreToldAtOnce() throws IOException {
    copyPhoto("in/images/a.png");
    text("in/train_fixations.txt", "images/a.png\n");
    assertThat(preprocess(options("pairs", "in"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("there is train_fixations.txt but no list of images");
    text("in/train_images.txt", "images/a.png\n");
    assertThat(preprocess(options("pairs", "in", "--points", dir + "/points")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("leave them out, the lists in");
    text("in/train_images.txt", "images/a.png\nimages/a.png\n");
    assertThat(preprocess(options("pairs", "in"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("train_images.txt has 2 lines, but train_fixations.txt 1");
    text("in/train_images.txt", "images/a.png\n\nimages/a.png\n");
    assertThat(preprocess(options("pairs", "in"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("train_images.txt, line 2 is empty");
    Files.write(dir.resolve("in/train_images.txt"), new byte[] {(byte) 0xff, 0});
    assertThat(preprocess(options("pairs", "in"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("train_images.txt is not UTF-8 text");
  }

  private void text(String name, String content) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private String uri(String name) {
    return "file:" + dir.resolve(name);
  }
}
