package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.weights.NpyFile;
import io.perpixel.testing.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictTensorTest extends InferenceBase {
  private static final double LOGITS = 1e-4;

  private int predict(Path model, Path x, Path y, Object... more) {
    Object[] args = {"predict", "--model", model, "--tensor", x, "--output", y};
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return perpixel(all);
  }

  @ParameterizedTest
  @CsvSource({
    "cnn, state.pth, 100",
    "cnn, state_legacy.pth, 1",
    "unet, state.pth, 2",
    "unet, state_legacy.pth, 5"
  })
  void equalsPyTorch(String net, String file, int batch) throws IOException {
    Path model = directory.resolve("m.zip");
    Path y = directory.resolve("deep/y.npy");
    assertThat(importGolden(net, file, model)).as(err).isZero();
    assertThat(predict(model, Npy.golden(net + "/x.npy"), y, "--batch", batch)).as(err).isZero();
    assertThat(out).contains("y.npy: logits, shape [5, 6, 16, 16]");
    Npy expected = Npy.read(Npy.golden(net + "/logits_eval.npy"));
    NpyFile found = NpyFile.read(y);
    assertThat(found.shape()).isEqualTo(expected.shape());
    float[] a = found.floats();
    float[] b = expected.floats();
    for (int i = 0; i < b.length; i++) {
      assertThat((double) Math.abs(a[i] - b[i])).as("logit " + i).isLessThanOrEqualTo(LOGITS);
    }
    try (Stream<Path> files = Files.list(y.getParent())) {
      assertThat(files).containsExactly(y);
    }
  }

  @ParameterizedTest
  @CsvSource({"state.pth, 100", "state_legacy.pth, 1"})
  void saliencyGivesProbabilities(String file, int batch) throws IOException {
    Path model = directory.resolve("m.zip");
    Path y = directory.resolve("y.npy");
    assertThat(importSaliency(Npy.golden("generator/" + file), model)).as(err).isZero();
    assertThat(predict(model, Npy.golden("generator/x.npy"), y, "--batch", batch)).as(err).isZero();
    assertThat(out).contains("y.npy: probabilities, shape [2, 1, 48, 64]");
    assertThat(NpyFile.read(y).shape()).containsExactly(2, 1, 48, 64);
    float[] expected = Npy.read(Npy.golden("generator/pred.npy")).floats();
    float[] found = NpyFile.read(y).floats();
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("pixel %d", i).isCloseTo(expected[i], within(1e-4f));
    }
  }

  @Test
  void noImagesGiveNoLogits() throws IOException {
    Path model = directory.resolve("m.zip");
    Path x = directory.resolve("x.npy");
    Path y = directory.resolve("y.npy");
    importGolden("unet", "state.pth", model);
    Files.write(x, NpyFile.encode(new float[0], 0, 1, 8, 12));
    assertThat(predict(model, x, y)).as(err).isZero();
    assertThat(NpyFile.read(y).shape()).containsExactly(0, 6, 8, 12);
  }

  @ParameterizedTest
  @CsvSource({
    "'2,3,8,8', takes 1 channel(s); found shape [2, 3, 8, 8]",
    "'2,1,8,10', the nearest valid size is 8 x 12",
    "'2,1,0,8', the nearest valid size is 4 x 8",
    "'2,8,8', expected an array of 4 dimensions"
  })
  void wrongShapesAreUsage(String shape, String message) throws IOException {
    Path model = directory.resolve("m.zip");
    Path x = directory.resolve("x.npy");
    Path y = directory.resolve("y.npy");
    importGolden("unet", "state.pth", model);
    int[] sides = Arrays.stream(shape.split(",")).mapToInt(Integer::parseInt).toArray();
    int values = Arrays.stream(sides).reduce(1, (a, b) -> a * b);
    Files.write(x, NpyFile.encode(new float[values], sides));
    assertThat(predict(model, x, y)).isEqualTo(2);
    assertThat(err).contains("x.npy").contains(message.split("; "));
    assertThat(y).doesNotExist();
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    Path model = directory.resolve("m.zip");
    Path x = Npy.golden("unet/x.npy");
    Path y = directory.resolve("y.npy");
    assertThat(predict(model, x, y)).isEqualTo(2);
    assertThat(err).contains("--model", "m.zip: there is no such file");
    importGolden("unet", "state.pth", model);
    byte[] whole = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(whole, whole.length - 700));
    assertThat(predict(model, x, y)).isEqualTo(3);
    assertThat(err).contains("m.zip");
    Files.copy(Npy.golden("unet/state.pth"), directory.resolve("torch.zip"));
    assertThat(predict(directory.resolve("torch.zip"), x, y)).isEqualTo(3);
    assertThat(err)
        .contains("torch.zip is damaged, or not a file that train or import-weights wrote");
    Files.write(model, whole);
    assertThat(predict(model, model, y)).isEqualTo(3);
    assertThat(err).contains("--tensor", "m.zip");
    assertThat(predict(model, directory.resolve("none.npy"), y)).isEqualTo(2);
    assertThat(err).contains("none.npy: there is no such file");
    assertThat(y).doesNotExist();
  }

  @Test
  void optionsThatDoNotGoTogether() throws IOException {
    Path model = directory.resolve("m.zip");
    Path x = Npy.golden("unet/x.npy");
    assertThat(predict(model, x, directory.resolve("y"), "--input", directory)).isEqualTo(2);
    assertThat(perpixel("predict", "--model", model, "--output", "y")).isEqualTo(2);
    assertThat(err).contains("--input", "--tensor");
    for (String ofImages : List.of("--stages=rescale=8", "--category=7", "--scaled-jpeg")) {
      assertThat(predict(model, x, directory.resolve("y"), ofImages)).isEqualTo(2);
      assertThat(err)
          .contains("found " + ofImages.replaceFirst("=.*", "") + ": for --input only, a tensor");
    }
    assertThat(predict(model, x, directory.resolve("y"), "--batch", 0)).isEqualTo(2);
  }
}
