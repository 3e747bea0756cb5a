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
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/** {@code preprocess --layout}: trees as the data sets unpack to, a few tiny images each. */
class PreprocessLayoutsIT extends PreprocessBase {
  private static final int WIDTH = 32;
  private static final int HEIGHT = 24;

  private Path file(String name) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  /** Black, with an 8x8 block of white in the lower right corner if {@code white}. */
  private void image(String name, boolean white) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; white && i < 64; i++) {
      image.getRaster().setSample(WIDTH - 1 - i % 8, HEIGHT - 1 - i / 8, 0, 255);
    }
    String format = name.endsWith("png") ? "png" : "jpg";
    assertThat(ImageIO.write(image, format, file(name).toFile())).isTrue();
  }

  private List<ImageRow> rowsOf(String layout) {
    String[] options =
        options("pairs", "in", "--layout", layout, "--stages", "rescale=6x8,to-tensor");
    assertThat(preprocess(options)).as(() -> printed).isZero();
    assertThat(printed).contains("+ 0 rejected");
    return rows("out");
  }

  private static void isWhiteInTheCorner(ImageRow row) {
    assertThat(row.image()).hasToString("6x8x3 float32 CHW");
    assertThat(row.target()).hasToString("6x8x1 float32 CHW");
    assertThat(row.target().at(5, 7, 0)).isGreaterThan(0.9f);
    assertThat(row.target().at(0, 0, 0)).isLessThan(0.1f);
  }

  @Test
  void salicon() throws IOException {
    for (String split : List.of("train", "val")) {
      image("in/images/" + split + "/COCO_1.jpg", false);
      image("in/maps/" + split + "/COCO_1.png", true);
      Matrix points = Mat5.newMatrix(1, 2);
      points.setDouble(0, 0, WIDTH);
      points.setDouble(0, 1, HEIGHT);
      Struct gaze = Mat5.newStruct(1, 1);
      gaze.set("fixations", 0, points);
      Mat5.writeToFile(
          Mat5.newMatFile().addArray("gaze", gaze),
          file("in/fixations/" + split + "/COCO_1.mat").toFile());
    }
    image("in/images/test/COCO_2.jpg", false);
    List<ImageRow> rows = rowsOf("salicon");
    assertThat(rows.stream().map(row -> row.id() + " " + row.split()))
        .containsExactly("test/COCO_2 test", "train/COCO_1 train", "validation/COCO_1 validation");
    assertThat(rows.get(0).target()).isNull();
    isWhiteInTheCorner(rows.get(1));
    assertThat(rows.get(1).fixations().flat(8)).containsExactly(5 * 8 + 7);
    assertThat(rows.get(2).fixations().count()).isEqualTo(1);
  }

  @Test
  void mit1003() throws IOException {
    image("in/ALLSTIMULI/i1.jpeg", false);
    image("in/ALLSTIMULI/i5.jpeg", false);
    for (String stem : List.of("i1", "i5")) {
      image("in/ALLFIXATIONMAPS/" + stem + "_fixMap.jpg", true);
      image("in/ALLFIXATIONMAPS/" + stem + "_fixPts.jpg", true);
    }
    List<ImageRow> rows = rowsOf("mit1003");
    assertThat(rows.stream().map(row -> row.id() + " " + row.split()))
        .as("i5's name falls into the tenth that is held out")
        .containsExactly("train/i1 train", "validation/i5 validation");
    isWhiteInTheCorner(rows.get(0));
    assertThat(rows.get(0).fixations().count()).isEqualTo(64);
    assertThat(rows.get(0).fixations().flat(8)).contains(5 * 8 + 7).doesNotContain(0);
  }

  @Test
  void cat2000() throws IOException {
    for (String category : List.of("Action", "Art")) {
      image("in/trainSet/Stimuli/" + category + "/001.jpg", false);
      image("in/trainSet/Stimuli/" + category + "/Output/001_out.jpg", true);
      image("in/trainSet/FIXATIONMAPS/" + category + "/001.jpg", true);
      image("in/trainSet/FIXATIONMAPS/" + category + "/Output/001_out.jpg", true);
      image("in/testSet/Stimuli/" + category + "/001.jpg", false);
      Matrix map = Mat5.newMatrix(HEIGHT, WIDTH);
      map.setDouble(HEIGHT - 1, WIDTH - 1, 1);
      Mat5.writeToFile(
          Mat5.newMatFile().addArray("fixLocs", map),
          file("in/trainSet/FIXATIONLOCS/" + category + "/001.mat").toFile());
    }
    List<ImageRow> rows = rowsOf("cat2000");
    assertThat(rows.stream().map(ImageRow::id))
        .containsExactly("test/Action/001", "test/Art/001", "train/Action/001", "train/Art/001");
    isWhiteInTheCorner(rows.get(2));
    assertThat(rows.get(2).fixations().flat(8)).containsExactly(5 * 8 + 7);
  }

  @Test
  void wrongLayoutsAreRefused() throws IOException {
    image("in/pictures/a.jpg", false);
    assertThat(preprocess(options("pairs", "in", "--layout", "salicon"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("has none of the directories [images/train, images/val");
    assertThat(preprocess(options("pairs", "in", "--layout", "../x"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("expected salicon, mit1003, cat2000 or oxford17");
    assertThat(preprocess(options("images", "in", "--layout", "salicon")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("are for --format pairs");
    assertThat(preprocess(options("pairs", "in", "--manifest", "data-manifests/cifar10.json")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("cifar10 has no perpixel:layout");
  }
}
