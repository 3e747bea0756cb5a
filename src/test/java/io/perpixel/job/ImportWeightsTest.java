package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.nn.model.NamedParameters;
import io.perpixel.nn.weights.TorchCheckpoint;
import io.perpixel.nn.weights.TorchTensor;
import io.perpixel.testing.Npy;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class ImportWeightsTest extends InferenceBase {
  @ParameterizedTest
  @ValueSource(strings = {"state.pth", "state_legacy.pth"})
  void everyArrayArrives(String file) throws IOException {
    Path model = directory.resolve("runs/m.zip");
    assertThat(importGolden("unet", file, model)).as(err).isZero();
    assertThat(out).contains("colour-unet --set channels=1 --set colours=6", "sha256");
    ModelFile read = ModelFile.read(Files.readAllBytes(model), "m");
    assertThat(read.info().inputStages()).isEqualTo("grey,to-tensor=256");
    assertThat(read.info().palette()).isEmpty();
    Map<String, TorchTensor> state = TorchCheckpoint.read(Npy.golden("unet/" + file));
    for (Map.Entry<String, INDArray> p : NamedParameters.of(read.graph()).entrySet()) {
      assertThat(p.getValue().dup('c').data().asFloat())
          .as(p.getKey())
          .isEqualTo(state.get(p.getKey()).floats());
    }
    try (Stream<Path> files = Files.list(model.getParent())) {
      assertThat(files).containsExactly(model);
    }
  }

  @Test
  void intoADirectoryMeansModelZip() throws IOException {
    assertThat(importGolden("cnn", "state.pth", directory)).isZero();
    assertThat(directory.resolve("model.zip")).exists();
  }

  @Test
  void aCheckpointIsNotReplacedByItsModel() throws IOException {
    Path checkpoint = Files.copy(Npy.golden("cnn/state.pth"), directory.resolve("state.pth"));
    assertThat(importColour("cnn", checkpoint, checkpoint)).isEqualTo(2);
    assertThat(err).contains("state.pth is the checkpoint that is to be imported");
    assertThat(checkpoint).hasSameBinaryContentAs(Npy.golden("cnn/state.pth"));
  }

  @Test
  void replacedLayersStayFresh() throws IOException {
    Path whole = directory.resolve("whole.zip");
    Path part = directory.resolve("part.zip");
    assertThat(importGolden("unet", "state.pth", whole)).isZero();
    assertThat(importGolden("unet", "state.pth", part, "--replace", "final")).isZero();
    assertThat(out).contains("left fresh: final.weight, final.bias");
    // A file with another number of colours fits if the layer that has them is replaced.
    assertThat(
            perpixel(
                "import-weights",
                "--model",
                "colour-cnn",
                "--set",
                "filters=4",
                "--from",
                Npy.golden("cnn/state.pth"),
                "--to",
                directory.resolve("24.zip"),
                "--replace",
                "final",
                "--replace",
                "up2.0",
                "--replace",
                "up2.2"))
        .as(err)
        .isZero();
    Map<String, INDArray> a = parameters(whole);
    Map<String, INDArray> b = parameters(part);
    a.forEach(
        (name, values) ->
            assertThat(values.equals(b.get(name))).as(name).isEqualTo(!name.startsWith("final.")));
    assertThat(importGolden("unet", "state.pth", part, "--replace", "classifier.4")).isEqualTo(2);
    assertThat(err).contains("--replace classifier.4", "no such layer", "up2.0", "final");
  }

  @ParameterizedTest
  @ValueSource(strings = {"torchvision_keys.pth", "dotted_keys_legacy.pth", "underscore_keys.pth"})
  void partIsFilledAndTheRestStaysFresh(String file) throws IOException {
    Path model = directory.resolve("m.zip");
    assertThat(importSaliency(Npy.golden("vgg/" + file), model, "--part", "encoder"))
        .as(err)
        .isZero();
    assertThat(out).contains("26 arrays", "left fresh: conv6_1.weight");
    assertThat(ModelFile.read(Files.readAllBytes(model), "m").info().inputStages())
        .isEqualTo("to-tensor,normalize");
    // A file of the whole net fills its encoder too.
    Path other = directory.resolve("other.zip");
    Path whole = directory.resolve("whole.zip");
    Path state = Npy.golden("generator/state.pth");
    assertThat(importSaliency(state, other, "--part", "encoder")).as(err).isZero();
    assertThat(importSaliency(state, whole)).as(err).isZero();
    Map<String, INDArray> vgg = parameters(model);
    Map<String, INDArray> all = parameters(whole);
    parameters(other)
        .forEach(
            (name, values) -> {
              boolean encoder = name.matches("conv[1-5]_.*");
              assertThat(values.equals(all.get(name))).as(name).isEqualTo(encoder);
              assertThat(values.equals(vgg.get(name))).as(name).isEqualTo(!encoder);
            });
  }

  @Test
  void partThatThereIsNotIsRefused() throws IOException {
    Path model = directory.resolve("m.zip");
    Path vgg = Npy.golden("vgg/torchvision_keys.pth");
    assertThat(importSaliency(vgg, model, "--part", "head")).isEqualTo(2);
    assertThat(err).contains("--part head: saliency has no such part; it has encoder");
    assertThat(importGolden("unet", "state.pth", model, "--part", "encoder")).isEqualTo(2);
    assertThat(err).contains("colour-unet has no such part; it has none");
    // Without --part the whole decoder is missing.
    assertThat(importSaliency(vgg, model)).isEqualTo(2);
    assertThat(err).contains("28 missing, 0 unexpected", "missing      output.bias");
    assertThat(model).doesNotExist();
  }

  /** The auxiliary head in the file, and batch counters, are passed over. */
  @ParameterizedTest
  @ValueSource(strings = {"state.pth", "state_legacy.pth"})
  void deepLabWithItsClassifierReplaced(String file) throws IOException {
    Path whole = directory.resolve("21.zip");
    Path two = directory.resolve("2.zip");
    assertThat(importDeepLab(Npy.golden("deeplab/" + file), whole, "classes=21")).as(err).isZero();
    assertThat(
            importDeepLab(
                Npy.golden("deeplab/" + file), two, "classes=2", "--replace", "classifier.4"))
        .as(err)
        .isZero();
    assertThat(out).contains("left fresh: classifier.4.weight, classifier.4.bias");
    Map<String, INDArray> a = parameters(whole);
    parameters(two)
        .forEach(
            (name, values) ->
                assertThat(values.equals(a.get(name)))
                    .as(name)
                    .isEqualTo(!name.startsWith("classifier.4.")));
  }

  @Test
  void deepLabThatDoesNotFitNamesWhatDoes() throws IOException {
    Path model = directory.resolve("m.zip");
    assertThat(importDeepLab(Npy.golden("deeplab/state.pth"), model, "classes=2")).isEqualTo(2);
    assertThat(err)
        .contains(
            "0 missing, 0 unexpected, 2 of the wrong shape",
            "'classifier.4.weight': found [21, 8, 1, 1], expected [2, 8, 1, 1]");
    assertThat(importDeepLab(Npy.golden("deeplab/state.pth"), model, "blocks=2,2,3,1"))
        .isEqualTo(2);
    assertThat(err)
        .contains(
            "missing      backbone.layer3.2.conv1.weight",
            "unexpected   'backbone.layer4.1.conv1.weight'",
            "The file fits --model deeplabv3 --set aspp=8 --set base=4 --set blocks=2,2,2,2")
        .doesNotContain("aux_classifier", "num_batches_tracked");
    assertThat(model).doesNotExist();
  }

  private static Map<String, INDArray> parameters(Path model) throws IOException {
    return NamedParameters.of(ModelFile.read(Files.readAllBytes(model), "m").graph());
  }

  @Test
  void mismatchListsEveryKeyAndSuggestsWhatFits() throws IOException {
    Path model = directory.resolve("m.zip");
    Files.writeString(model, "the model before");
    assertThat(
            perpixel(
                "import-weights",
                "--model",
                "colour-unet",
                "--from",
                Npy.golden("unet/state.pth"),
                "--to",
                model))
        .isEqualTo(2);
    assertThat(err)
        .contains("0 missing, 0 unexpected")
        .contains("wrong shape  'down1.0.weight': found [4, 1, 3, 3], expected [32, 1, 3, 3]")
        .contains("wrong shape  'final.bias'")
        .contains(
            "The file fits --model colour-unet --set channels=1 --set colours=6 --set filters=4 --set kernel=3");
    assertThat(importGolden("unet", "../cnn/state.pth", model)).isEqualTo(2);
    assertThat(err).contains("The file fits --model colour-cnn --set channels=1");
    assertThat(importGolden("unet", "../generator/state.pth", model)).isEqualTo(2);
    assertThat(err)
        .contains("The file fits --model saliency --set head=4 --set loss=bce-pooled")
        .contains("--set widths=4,8,12,16,16");
    assertThat(
            perpixel(
                "import-weights",
                "--model",
                "colour-unet",
                "--from",
                Npy.golden("vgg/torchvision_keys.pth"),
                "--to",
                model))
        .isEqualTo(2);
    assertThat(err)
        .contains("missing      down1.0.weight", "unexpected   'features.0.weight'")
        .doesNotContain("The file fits");
    assertThat(model).hasContent("the model before");
  }

  @Test
  void whatIsNoCheckpointIsNamed() throws IOException {
    Path model = directory.resolve("m.zip");
    Path broken = directory.resolve("broken.pth");
    byte[] whole = Files.readAllBytes(Npy.golden("unet/state.pth"));
    Files.write(broken, Arrays.copyOf(whole, whole.length / 2));
    Object[] args = {"import-weights", "--model", "colour-unet", "--from", broken, "--to", model};
    assertThat(perpixel(args)).isEqualTo(3);
    assertThat(err).contains("broken.pth");
    Files.write(broken, new byte[0]);
    assertThat(perpixel(args)).isEqualTo(3);
    assertThat(err).contains("the file is empty");
    Files.delete(broken);
    assertThat(perpixel(args)).isEqualTo(2);
    assertThat(err).contains("broken.pth: there is no such file");
    Files.createDirectory(broken);
    assertThat(perpixel(args)).isEqualTo(2);
    assertThat(err).contains("broken.pth is a directory");
    assertThat(model).doesNotExist();
  }

  @Test
  void paletteIsKept() throws IOException {
    Path model = directory.resolve("m.zip");
    Path palette = paletteFile(randomPalette(6, 1), "p.json");
    assertThat(importGolden("unet", "state.pth", model, "--palette", palette)).isZero();
    ModelFile read = ModelFile.read(Files.readAllBytes(model), "m");
    assertThat(read.info().palette()).hasValue(Files.readString(palette));
    Path other = paletteFile(randomPalette(7, 1), "p7.json");
    assertThat(importGolden("unet", "state.pth", model, "--palette", other)).isEqualTo(2);
    assertThat(err).contains("colour-unet has 6 classes, but the palette 7 colours");
  }
}
