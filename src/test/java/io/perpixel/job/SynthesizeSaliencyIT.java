package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.metric.AucJudd;
import io.perpixel.metric.Nss;
import io.perpixel.spark.ImageRow;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code synthesize saliency}, then {@code preprocess} of what it wrote. */
class SynthesizeSaliencyIT extends PreprocessBase {
  private int synthesize(String to, String... more) {
    List<String> args =
        Stream.concat(Stream.of("synthesize", "saliency", "--to", dir + "/" + to), Stream.of(more))
            .toList();
    List<String> all = new ArrayList<>(args);
    if (!args.contains("--images")) {
      all.addAll(List.of("--images", "20"));
    }
    return run(all);
  }

  @Test
  void whatItWritesIsReadAsPairs() throws IOException {
    assertThat(synthesize("data", "--size", "24x32", "--seed", "7")).as(() -> printed).isZero();
    assertThat(dir.resolve("data/README.txt")).content().startsWith("SYNTHETIC DATA.");
    assertThat(dir.resolve("data/SYNTHETIC.json")).content().contains("\"synthetic\" : true");
    assertThat(dir.resolve("data/train_images.txt")).content().hasLineCount(14);
    assertThat(dir.resolve("data/val_fixations.txt")).content().hasLineCount(4);
    assertThat(dir.resolve("data/test_images.txt")).content().hasLineCount(2);
    assertThat(dir.resolve("data/test_fixations.txt")).doesNotExist();
    assertThat(preprocess(options("pairs", "data", "--stages", "to-tensor,normalize")))
        .as(() -> printed)
        .isZero();
    assertThat(printed).contains("20 read = 20 written + 0 rejected");
    for (ImageRow row : rows("out")) {
      if (row.split().equals("test")) {
        assertThat(row.target()).isNull();
        continue;
      }
      double[] map = new double[24 * 32];
      for (int i = 0; i < map.length; i++) {
        map[i] = row.target().floats()[i];
      }
      int[] fixated = row.fixations().flat(32);
      assertThat(AucJudd.score(map, fixated)).as(row.id()).isGreaterThan(0.75);
      assertThat(Nss.score(map, fixated)).as(row.id()).isGreaterThan(0.7);
    }
  }

  @Test
  void equalSettingsMakeEqualFiles() throws IOException {
    assertThat(synthesize("a", "--size", "16x16")).as(() -> printed).isZero();
    Map<String, Integer> first = files("a");
    assertThat(first).hasSizeGreaterThan(50);
    assertThat(synthesize("a", "--size", "16x16")).isZero();
    assertThat(printed).startsWith("already done");
    assertThat(synthesize("b", "--size", "16x16")).isZero();
    assertThat(files("b")).isEqualTo(first);
    assertThat(synthesize("b", "--size", "16x16", "--seed", "1")).as(() -> printed).isZero();
    assertThat(files("b")).as("replaced").isNotEqualTo(first);
  }

  @Test
  void wrongUseIsTold() throws IOException {
    assertThat(synthesize("c", "--size", "16")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("expected HxW");
    assertThat(synthesize("c", "--size", "8x99")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("8 x 99 pixels are too few");
    assertThat(synthesize("c", "--images", "9")).isEqualTo(ExitCode.USAGE);
    copyPhoto("mine/photo.png");
    assertThat(synthesize("mine")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("has no SYNTHETIC.json");
    assertThat(dir.resolve("mine/photo.png")).exists();
    Files.createDirectories(dir.resolve("texts"));
    Files.writeString(dir.resolve("texts/a.txt"), "no picture");
    assertThat(synthesize("c", "--backgrounds", dir + "/texts")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("holds no picture to draw on");
  }
}
