package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.nn.kernel.CountedPixels;
import io.perpixel.nn.layer.PixelSoftmaxLoss;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.nn.weights.NpyFile;
import io.perpixel.palette.Palette;
import io.perpixel.testing.Npy;
import io.perpixel.testing.OnnxSession;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportOnnxTest extends InferenceBase {
  /** Of the largest value, or of 1 if that is smaller: the golden DeepLabv3 has logits up to 67. */
  private static final float CLOSE = 1e-4f;

  private int export(Path model, Path to, Object... more) {
    return export("export-onnx", model, to, more);
  }

  /** ONNX Runtime, predict and PyTorch give the same numbers for the same weights. */
  @ParameterizedTest
  @CsvSource({
    "cnn, state.pth, logits_eval",
    "unet, state_legacy.pth, logits_eval",
    "generator, state.pth, pred",
    "deeplab, state_legacy.pth, logits_every_4th"
  })
  void agreesWithPredictAndPyTorch(String net, String file, String golden) throws IOException {
    Path checkpoint = Npy.golden(net + "/" + file);
    Path model = directory.resolve("m.zip");
    Path onnx = directory.resolve("deep/m.onnx");
    Path predicted = directory.resolve("y.npy");
    int imported =
        switch (net) {
          case "generator" -> importSaliency(checkpoint, model);
          case "deeplab" -> importDeepLab(checkpoint, model, "classes=21");
          default -> importColour(net, checkpoint, model);
        };
    assertThat(imported).as(err).isZero();
    assertThat(export(model, onnx)).as(err).isZero();
    assertThat(out).contains("m.onnx: ", "opset 17, image (batch, ");
    Path x = Npy.golden(net + "/x.npy");
    assertThat(perpixel("predict", "--model", model, "--tensor", x, "--output", predicted))
        .as(err)
        .isZero();
    OnnxSession.Array found = run(onnx, NpyFile.read(x));
    NpyFile ours = NpyFile.read(predicted);
    assertThat(found.shape()).isEqualTo(longs(ours.shape()));
    assertClose(found.values(), ours.floats());
    int step = golden.endsWith("every_4th") ? 4 : 1;
    Npy expected = Npy.read(Npy.golden(net + "/" + golden + ".npy"));
    assertClose(everyPixel(found, step), expected.floats());
  }

  private static OnnxSession.Array run(Path onnx, NpyFile x) throws IOException {
    try (OnnxSession session = new OnnxSession(Files.readAllBytes(onnx))) {
      return session.run(x.floats(), longs(x.shape()));
    }
  }

  private static float[] everyPixel(OnnxSession.Array array, int step) {
    int height = (int) array.shape()[2];
    int width = (int) array.shape()[3];
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < array.values().length; i++) {
      if (i / width % height % step == 0 && i % width % step == 0) {
        values.add(array.values()[i]);
      }
    }
    float[] picked = new float[values.size()];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values.get(i);
    }
    return picked;
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    float largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).as("value %d", i).isCloseTo(expected[i], within(CLOSE * largest));
    }
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  @Test
  void metadataSayWhatGoesInAndWhatComesOut() throws Exception {
    Path model = directory.resolve("m.zip");
    Path onnx = directory.resolve("m.onnx");
    Palette palette = randomPalette(6, 1);
    importGolden("unet", "state.pth", model);
    assertThat(export(model, onnx)).as(err).isZero();
    assertThat(out).contains("m.zip has no palette", "--palette F");
    assertThat(metadata(onnx)).doesNotContainKeys("palette", "classes");
    Path file = paletteFile(palette, "p.json");
    assertThat(export(model, onnx, "--overwrite", "--palette", file)).as(err).isZero();
    Map<String, String> metadata = metadata(onnx);
    assertThat(metadata)
        .containsEntry("model", "colour-unet")
        .containsEntry(
            "settings", "{\"channels\":\"1\",\"colours\":\"6\",\"filters\":\"4\",\"kernel\":\"3\"}")
        .containsEntry("input_stages", "grey,to-tensor=256")
        .containsEntry("input_channels", "grey")
        .containsEntry("input_mean", "[0]")
        .containsEntry("input_std", "[256]")
        .containsEntry("input_side_multiple", "4")
        .containsEntry("palette_sha256", palette.hash())
        .containsKeys("perpixel_version", "parameters_sha256");
    int[][] colours = new ObjectMapper().readValue(metadata.get("palette"), int[][].class);
    for (int k = 0; k < 6; k++) {
      for (int axis = 0; axis < 3; axis++) {
        assertThat(colours[k][axis]).isEqualTo((int) palette.centres()[k][axis]);
      }
    }
    importSaliency(Npy.golden("generator/state.pth"), model);
    assertThat(export(model, onnx, "--overwrite", "--classes", "salience")).as(err).isZero();
    assertThat(metadata(onnx))
        .containsEntry("input_channels", "rgb")
        .containsEntry("input_mean", "[123.675,116.28,103.53]")
        .containsEntry("input_std", "[58.395,57.12,57.375]")
        .containsEntry("classes", "[\"salience\"]");
    assertThat(export(model, onnx, "--overwrite", "--classes", "a,b")).isEqualTo(2);
    assertThat(err).contains("--classes a,b: found 2 names, but saliency gives 1 values per pixel");
    assertThat(export(model, onnx, "--overwrite", "--palette", file)).isEqualTo(2);
    assertThat(err).contains("saliency predicts no colours");
  }

  private static Map<String, String> metadata(Path onnx) throws Exception {
    try (OnnxSession session = new OnnxSession(Files.readAllBytes(onnx))) {
      return session.session().getMetadata().getCustomMetadata();
    }
  }

  @Test
  void whatIsThereIsKept() throws IOException {
    Path model = directory.resolve("m.zip");
    Path onnx = directory.resolve("m.onnx");
    importGolden("cnn", "state.pth", model);
    Files.writeString(onnx, "a file of somebody's");
    assertThat(export(model, onnx)).isEqualTo(2);
    assertThat(err).contains("m.onnx: there is such a file already; --overwrite replaces it");
    assertThat(onnx).hasContent("a file of somebody's");
  }

  /** A model file of ours, but with a layer of DL4J's in it. */
  @Test
  void layersOfOthersAreNamed() throws IOException {
    Layer conv = new ConvolutionLayer.Builder(1, 1).nIn(3).nOut(21).build();
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs(ModelSpec.INPUT)
                .addLayer("conv", conv, ModelSpec.INPUT)
                .addLayer(ModelSpec.OUTPUT, new PixelSoftmaxLoss(CountedPixels.ALL), "conv")
                .setOutputs(ModelSpec.OUTPUT)
                .build());
    graph.init();
    ModelSpec spec = ModelSpecs.of("deeplabv3", Map.of());
    Path model = directory.resolve("m.zip");
    Files.write(
        model,
        new ModelFile(graph, new ModelInfo(spec, spec.inputStages(), Optional.empty())).toBytes());
    for (String command : List.of("export-onnx", "export-torch")) {
      Path to = directory.resolve("exported");
      assertThat(perpixel(command, "--model", model, "--to", to)).isEqualTo(3);
      assertThat(err)
          .contains(
              "m.zip: layer conv is a ", "conf.layers.ConvolutionLayer", "perpixel's own models");
      assertThat(to).doesNotExist();
    }
  }
}
