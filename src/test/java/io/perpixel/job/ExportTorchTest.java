package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.nn.weights.TorchCheckpoint;
import io.perpixel.nn.weights.TorchDtype;
import io.perpixel.nn.weights.TorchTensor;
import io.perpixel.testing.Npy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTorchTest extends InferenceBase {
  private static final int LOCAL_HEADER = 0x04034b50;

  private int export(Path model, Path to, Object... more) {
    return export("export-torch", model, to, more);
  }

  /** What PyTorch wrote comes back key for key and bit for bit, counters of batches included. */
  @ParameterizedTest
  @CsvSource({
    "cnn, state.pth",
    "unet, state_legacy.pth",
    "generator, state.pth",
    "deeplab, state.pth",
    "deeplab, state_legacy.pth"
  })
  void roundTripIsExact(String net, String file) throws IOException {
    Path golden = Npy.golden(net + "/" + file);
    Path model = directory.resolve("m.zip");
    Path exported = directory.resolve("deep/state.pth");
    assertThat(importNet(net, golden, model)).as(err).isZero();
    assertThat(export(model, exported)).as(err).isZero();
    Map<String, TorchTensor> before = TorchCheckpoint.read(golden);
    Map<String, TorchTensor> after = TorchCheckpoint.read(exported);
    Predicate<String> auxiliary = key -> key.startsWith("aux_classifier.");
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.removeIf(auxiliary);
    assertThat(new TreeSet<>(after.keySet())).isEqualTo(keys);
    assertThat(out).contains("state.pth: ", keys.size() + " arrays");
    for (String key : keys) {
      TorchTensor tensor = after.get(key);
      assertThat(tensor.dtype()).as(key).isEqualTo(before.get(key).dtype());
      assertThat(tensor.shape()).as(key).isEqualTo(before.get(key).shape());
      if (tensor.dtype() == TorchDtype.INT64) {
        assertThat(tensor.doubles()).as(key).isEqualTo(before.get(key).doubles());
      } else {
        assertThat(bits(tensor)).as(key).isEqualTo(bits(before.get(key)));
      }
    }
    Path again = directory.resolve("again.zip");
    assertThat(importNet(net, exported, again)).as(err).isZero();
    assertThat(again).hasSameBinaryContentAs(model);
  }

  private int importNet(String net, Path checkpoint, Path to) {
    return switch (net) {
      case "generator" -> importSaliency(checkpoint, to);
      case "deeplab" -> importDeepLab(checkpoint, to, "classes=21");
      default -> importColour(net, checkpoint, to);
    };
  }

  private static int[] bits(TorchTensor tensor) throws IOException {
    float[] values = tensor.floats();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  /** PyTorch maps arrays into memory if they begin at multiples of 64. */
  @Test
  void archiveIsAsPyTorchWritesIt() throws IOException {
    Path model = directory.resolve("m.zip");
    Path exported = directory.resolve("state.pth");
    importGolden("cnn", "state.pth", model);
    assertThat(export(model, exported)).as(err).isZero();
    byte[] bytes = Files.readAllBytes(exported);
    List<String> names = new ArrayList<>();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (file.getInt(at) == LOCAL_HEADER) {
      int name = file.getShort(at + 26);
      int data = at + 30 + name + file.getShort(at + 28);
      names.add(new String(bytes, at + 30, name, StandardCharsets.US_ASCII));
      assertThat(data % 64).as(names.toString()).isZero();
      assertThat(file.getShort(at + 8)).as("stored").isZero();
      at = data + file.getInt(at + 18);
    }
    assertThat(names).startsWith("archive/data.pkl").contains("archive/data/36").hasSize(42);
    assertThat(export(model, exported, "--overwrite")).as(err).isZero();
    assertThat(exported).hasBinaryContent(bytes);
  }

  @Test
  void whatIsThereIsKept() throws IOException {
    Path model = Files.createDirectory(directory.resolve("run")).resolve("model.zip");
    Path exported = directory.resolve("state.pth");
    importGolden("cnn", "state.pth", model);
    byte[] before = Files.readAllBytes(model);
    Files.writeString(exported, "a file of somebody's");
    assertThat(export(model, exported)).isEqualTo(2);
    assertThat(err).contains("state.pth: there is such a file already; --overwrite replaces it");
    assertThat(exported).hasContent("a file of somebody's");
    assertThat(export(model, directory)).isEqualTo(2);
    assertThat(err).contains("is a directory; expected a file");
    assertThat(export(model.getParent(), model, "--overwrite")).isEqualTo(2);
    assertThat(err).contains("model.zip is the model that is to be exported");
    assertThat(model).hasBinaryContent(before);
    // A run directory stands for the model in it.
    assertThat(export(model.getParent(), exported, "--overwrite")).as(err).isZero();
    assertThat(TorchCheckpoint.read(exported)).hasSize(37);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(model.getParent(), exported);
    }
  }

  @Test
  void whatIsNoModelIsNamed() throws IOException {
    Path exported = directory.resolve("state.pth");
    Path model = directory.resolve("m.zip");
    assertThat(export(model, exported)).isEqualTo(2);
    assertThat(err).contains("m.zip: there is no such file");
    assertThat(export(directory, exported)).isEqualTo(2);
    assertThat(err)
        .contains("--model " + directory + ": found the directory, but no model.zip in it")
        .contains("expected a model file, or the directory of a training run that has ended")
        .doesNotContain("caused by");
    Files.writeString(model, "no model");
    assertThat(export(model, exported)).isEqualTo(3);
    assertThat(err).contains("m.zip is not a model file: expected a model.zip that train wrote");
    assertThat(exported).doesNotExist();
  }
}
