package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.Layout;
import io.perpixel.image.NumberMat;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.spark.ImageRow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Images with class masks: general formats, Oxford17's layout, synthetic flowers. */
class PreprocessMasksIT extends PreprocessBase {
  private static final int[] COLOURS = {0x808000, 0x800000, 0};

  private Path file(String name) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private void picture(String name, int width, int height, int... rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb[i % rgb.length]);
    }
    ImageIO.write(image, name.endsWith("png") ? "png" : "jpg", file(name).toFile());
  }

  private void classes(String name, int width, int height, int... values) throws IOException {
    byte[] classes = new byte[width * height];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) values[i % values.length];
    }
    Files.write(file(name), Png.encodeClasses(Raster.uint8(height, width, 1, Layout.HWC, classes)));
  }

  private int synthesize(String to, String... more) {
    List<String> args = new ArrayList<>(List.of("synthesize", "flowers", "--to", dir + "/" + to));
    if (!List.of(more).contains("--size")) {
      args.addAll(List.of("--size", "32x40"));
    }
    args.addAll(List.of(more));
    return run(args);
  }

  @Test
  void palettesAndGreyMasksBecomeClasses() throws IOException {
    for (String name : List.of("palette", "grey", "many", "coloured", "small")) {
      picture("in/images/train/" + name + ".png", 12, 8, 0x336699);
    }
    classes("in/masks/train/palette.png", 12, 8, 0, 1, 255);
    BufferedImage grey = new BufferedImage(12, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 12 * 4; i++) {
      grey.getRaster().setSample(i % 12, i / 12, 0, 1 + i % 2);
    }
    ImageIO.write(grey, "png", file("in/masks/train/grey.png").toFile());
    classes("in/masks/train/many.png", 12, 8, 0, 3);
    picture("in/masks/train/coloured.png", 12, 8, 0x800000);
    classes("in/masks/train/small.png", 6, 8, 0);
    String[] options =
        options(
            "pairs", "in", "--classes", "3", "--stages", "rescale=4x6", "--failure-budget", "0.7");
    assertThat(preprocess(options)).as(() -> printed).isZero();
    assertThat(printed).contains("5 read = 2 written + 3 rejected");
    List<ImageRow> rows = rows("out");
    assertThat(rows.get(0).target()).hasToString("4x6x1 uint8 HWC");
    assertThat(rows.get(0).target().bytes()).contains(0).containsAnyOf(1, 2);
    assertThat(rows.get(1).image()).hasToString("4x6x3 uint8 HWC");
    assertThat(rows.get(1).target().bytes()).containsOnly(0, 1, (byte) 255);
    assertThat(rejects("out-rejects"))
        .containsEntry(
            "train/many",
            "decode: the mask has the value 3 at row 0, column 1: expected classes 0 to 2, or 255 to ignore")
        .hasEntrySatisfying("train/coloured", r -> assertThat(r).contains("name no classes"))
        .hasEntrySatisfying("train/small", r -> assertThat(r).contains("8x12x3", "8x6x1"));

    // The same in colours, by lists.
    Files.writeString(file("in/train_images.txt"), "images/train/coloured.png\n");
    Files.writeString(file("in/train_masks.txt"), "masks/train/coloured.png\n");
    assertThat(preprocess(options("pairs", "in", "--mask-colours", "128:0:0=7,0:0:0=ignore")))
        .as(() -> printed)
        .isZero();
    assertThat(rows("out").get(0).target().bytes()).containsOnly(7);
    Files.writeString(file("in/train_fixations.txt"), "masks/train/coloured.png\n");
    assertThat(preprocess(options("pairs", "in"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("train_fixations.txt and train_masks.txt");
    assertThat(preprocess(options("pairs", "in", "--mask-colours", "red=1")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(preprocess(options("pairs", "in", "--split", "course"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("needs a layout");
  }

  /** Eight images; 3 and 7 lack a trimap, 5's trimap lacks its image, 8's is of another size. */
  private void oxford() throws IOException {
    for (int n = 1; n <= 8; n++) {
      String name = "image_%04d".formatted(n);
      if (n != 5) {
        picture("in/jpg/" + name + ".jpg", 10, 6, 0x336699);
      }
      if (n != 3 && n != 7) {
        picture("in/trimaps/" + name + ".png", n == 8 ? 9 : 10, 6, COLOURS);
      }
    }
  }

  private void splits(Map<String, int[]> lists) throws IOException {
    Files.write(file("in/datasplits.mat"), NumberMat.encode(lists, "MATLAB 5.0 MAT-file"));
  }

  private static Map<String, int[]> lists() {
    Map<String, int[]> lists = new LinkedHashMap<>();
    lists.put("trn1", new int[] {1, 2, 3});
    lists.put("val1", new int[] {4, 7});
    lists.put("tst1", new int[] {6, 2000});
    lists.put("trn2", new int[] {2, 4, 6});
    lists.put("trn3", new int[] {4, 2});
    return lists;
  }

  private String[] layout(String... more) {
    List<String> all = new ArrayList<>(List.of("--layout", "oxford17", "--failure-budget", "0.6"));
    all.addAll(List.of(more));
    return options("pairs", "in", all.toArray(String[]::new));
  }

  @Test
  void oxford17ByItsSplits() throws IOException {
    oxford();
    splits(lists());
    assertThat(preprocess(layout())).as(() -> printed).isZero();
    assertThat(printed)
        .contains("split 1 of datasplits.mat, complete pairs: train 2, validation 1, test 1")
        .contains("8 read = 4 written + 4 rejected")
        .doesNotContain("warning");
    List<ImageRow> rows = rows("out");
    assertThat(rows.stream().map(row -> row.id() + " " + row.split() + " " + row.label()))
        .containsExactly(
            "test/image_0006 test 0",
            "train/image_0001 train 0",
            "train/image_0002 train 0",
            "validation/image_0004 validation 0");
    assertThat(rows.get(0).target().bytes()).startsWith(0, 1, (byte) 255, 0);
    assertThat(rejects("out-rejects"))
        .containsOnlyKeys(
            "train/image_0003", "validation/image_0007", "test/image_2000", "image_0005")
        .hasEntrySatisfying(
            "test/image_2000",
            r -> assertThat(r).contains("list tst1 has the number 2000, but there is no image"))
        .hasEntrySatisfying("train/image_0003", r -> assertThat(r).contains("no target"));
  }

  @Test
  void theCoursesSplitRepeatsAndLeaksAndSaysSo() throws IOException {
    oxford();
    splits(lists());
    assertThat(preprocess(layout("--split", "course"))).as(() -> printed).isZero();
    assertThat(printed)
        .contains(
            "split course of datasplits.mat, complete pairs: train 7 of 4 images, validation 1")
        .contains("warning: 1 of the 1 validation images are trained on too");
    List<ImageRow> rows = rows("out");
    assertThat(rows.stream().map(ImageRow::id))
        .contains("train/image_0002", "train/image_0002-2", "train/image_0002-3")
        .noneMatch(id -> id.startsWith("test"));
    assertThat(rows.get(0).target().bytes())
        .as("what is unknown is background")
        .startsWith(0, 1, 0, 0);
  }

  @Test
  void foreseenRejectsCostNoBudgetOthersDo() throws IOException {
    oxford();
    Files.delete(dir.resolve("in/trimaps/image_0005.png"));
    Files.delete(dir.resolve("in/trimaps/image_0008.png"));
    Map<String, int[]> lists = lists();
    lists.put("tst1", new int[] {6, 8});
    splits(lists);
    String[] strict = options("pairs", "in", "--layout", "oxford17", "--failure-budget", "0");
    assertThat(preprocess(strict)).as(() -> printed).isZero();
    assertThat(printed).contains("7 read = 4 written + 3 rejected");
    lists.put("tst1", new int[] {6, 8, 9});
    splits(lists);
    assertThat(preprocess(strict)).isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed)
        .contains("not counting 3 that were foreseen", "the first: [test/image_0009");
  }

  @Test
  void splitsThatCannotBeUsed() throws IOException {
    oxford();
    assertThat(preprocess(layout())).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("there is no", "datasplits.mat, which says how");
    Files.writeString(file("in/datasplits.mat"), "trn1 = 1 2 3");
    assertThat(preprocess(layout())).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("datasplits.mat: broken MATLAB file");
    splits(Map.of("trn1", new int[] {1}));
    assertThat(preprocess(layout())).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("datasplits.mat has no list val1", "it has [trn1]");
    splits(lists());
    assertThat(preprocess(layout("--split", "4"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("split 4: expected one of [1, 2, 3, course]");
    assertThat(preprocess(options("pairs", "in", "--layout", "mit1003", "--split", "1")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("can be divided in one way only");
  }

  @Test
  void drawnFlowersAreReadAsOxford17() throws IOException {
    assertThat(synthesize("in", "--images", "68")).as(() -> printed).isZero();
    assertThat(dir.resolve("in/README.txt")).content().startsWith("SYNTHETIC DATA.");
    assertThat(dir.resolve("in/SYNTHETIC.json")).content().contains("\"synthetic\" : true");
    assertThat(preprocess(options("pairs", "in", "--layout", "oxford17")))
        .as(() -> printed)
        .isZero();
    List<ImageRow> rows = rows("out");
    Map<String, Long> splits = new TreeMap<>();
    rows.forEach(row -> splits.merge(row.split(), 1L, Long::sum));
    assertThat(splits.keySet()).containsExactly("test", "train", "validation");
    assertThat(rows.stream().map(ImageRow::label).distinct().sorted()).hasSizeGreaterThan(14);
    for (ImageRow row : rows) {
      assertThat(row.image()).hasToString("32x40x3 uint8 HWC");
      assertThat(row.target().bytes()).as(row.id()).contains(0, 1, (byte) 255);
      assertThat(row.id()).endsWith("image_%04d".formatted(row.label() * 80 + number(row)));
    }
    assertThat(preprocess(options("pairs", "in", "--layout", "oxford17", "--split", "course")))
        .isZero();
    assertThat(printed).contains("validation images are trained on too");

    Map<String, Integer> first = files("in");
    assertThat(synthesize("in", "--images", "68")).isZero();
    assertThat(printed).startsWith("already done");
    assertThat(synthesize("again", "--images", "68")).isZero();
    assertThat(files("again")).isEqualTo(first);
    assertThat(synthesize("again", "--images", "68", "--seed", "1")).isZero();
    assertThat(files("again")).isNotEqualTo(first);
    assertThat(synthesize("no", "--images", "33")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("expected 34 to 1360 images");
    assertThat(synthesize("no", "--images", "34", "--size", "16x64")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("too few for flowers");
  }

  private static int number(ImageRow row) {
    return Integer.parseInt(row.id().replaceAll(".*_0*", "")) - row.label() * 80;
  }
}
