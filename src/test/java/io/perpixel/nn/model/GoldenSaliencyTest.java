package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.kernel.BceKind;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.weights.TorchCheckpoint;
import io.perpixel.nn.weights.TorchTensor;
import io.perpixel.nn.weights.WeightImport;
import io.perpixel.nn.weights.WeightNames;
import io.perpixel.testing.Golden;
import io.perpixel.testing.Graphs;
import io.perpixel.testing.Npy;
import io.perpixel.train.TorchAdam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The saliency net against arrays from PyTorch, from both eras of checkpoints. */
class GoldenSaliencyTest {
  private static final double PROBABILITIES = 1e-4;
  private static final double LOSS = 1e-5;
  private static final double GRADIENTS = 1e-4;

  @AfterEach
  void restoreKernels() {
    KernelChoice.use("auto");
  }

  @ParameterizedTest
  @CsvSource({
    "onednn, state.pth",
    "onednn, state_legacy.pth",
    "nd4j, state.pth",
  })
  void agreesWithPyTorch(String kernels, String file) throws IOException {
    KernelChoice.use(kernels);
    Path checkpoint = Npy.golden("generator/" + file);
    ComputationGraph graph = filled(BceKind.POOLED, checkpoint);
    assertClose(
        "pred", graph.outputSingle(Golden.nhwc("generator/x")), Golden.nhwc("generator/pred"), 1);

    backward(graph);
    assertThat(graph.score()).isCloseTo(value("generator/bce_pooled"), within(LOSS));
    for (Map.Entry<String, INDArray> g : NamedGradients.of(graph).entrySet()) {
      String name = "generator/grad_bce_pooled/" + g.getKey();
      INDArray expected = Golden.array(name);
      assertThat(g.getValue().shape()).as(name).isEqualTo(expected.shape());
      double largest = expected.amaxNumber().doubleValue();
      double error = g.getValue().sub(expected).amaxNumber().doubleValue();
      assertThat(error)
          .as("%s, largest value %g", name, largest)
          .isLessThanOrEqualTo(GRADIENTS * largest);
    }
  }

  @ParameterizedTest
  @CsvSource({"bce, bce", "bce-logits-as-printed, bce_logits_as_printed"})
  void otherLossesAgreeToo(String kind, String expected) throws IOException {
    ComputationGraph graph = filled(BceKind.of(kind), Npy.golden("generator/state.pth"));
    backward(graph);
    assertThat(graph.score()).isCloseTo(value("generator/" + expected), within(LOSS));
  }

  /** The file holds the encoder alone; its output is read before the decoder. */
  @ParameterizedTest
  @CsvSource({"torchvision_keys.pth", "dotted_keys_legacy.pth", "underscore_keys.pth"})
  void encoderTakesVggUnderThreeNames(String file) throws IOException {
    Path checkpoint = Npy.golden("vgg/" + file);
    SaliencyNet spec = new SaliencyNet(List.of(4, 8, 12, 16, 16), 4, BceKind.POOLED);
    ComputationGraph graph = Graphs.of(spec.configuration(new TorchAdam(1e-3), 1));
    WeightNames names = WeightNames.of(spec.name());
    for (String layer : decoder(graph, spec)) {
      names = names.leavingFresh(layer);
    }
    List<String> filled = WeightImport.into(graph, names, file, TorchCheckpoint.read(checkpoint));
    assertThat(filled).hasSize(26);
    INDArray encoded = graph.feedForward(Golden.nhwc("vgg/x"), false).get("conv5_3");
    assertClose("conv5_3", encoded, Golden.nhwc("vgg/conv5_3"), encoded.amaxNumber().doubleValue());
  }

  private static List<String> decoder(ComputationGraph graph, SaliencyNet spec) {
    return NamedParameters.of(graph).keySet().stream()
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .filter(layer -> !spec.parts().get(SaliencyNet.ENCODER).contains(layer))
        .distinct()
        .toList();
  }

  @Test
  void hasAsManyParametersAsPublished() {
    assertThat(parameters(Map.of())).isEqualTo(34_626_881);
    assertThat(parameters(Map.of("head", "64"))).isEqualTo(31_787_009);
    SaliencyNet spec = (SaliencyNet) ModelSpecs.of("saliency", Map.of());
    Complexity complexity = Complexity.of(spec, 224, 224);
    assertThat(
            complexity.layers().stream()
                .filter(l -> spec.parts().get(SaliencyNet.ENCODER).contains(l.name()))
                .mapToLong(LayerCost::parameters)
                .sum())
        .isEqualTo(14_714_688);
    assertThat(complexity.layers().stream().filter(l -> l.name().equals("conv5_3")).findFirst())
        .hasValueSatisfying(l -> assertThat(l.output().shape()).containsExactly(1, 14, 14, 512));
  }

  private static long parameters(Map<String, String> settings) {
    return Complexity.of(ModelSpecs.of("saliency", settings), 16, 16).total(LayerCost::parameters);
  }

  private static ComputationGraph filled(BceKind loss, Path checkpoint) throws IOException {
    Map<String, TorchTensor> state = TorchCheckpoint.read(checkpoint);
    List<Integer> widths =
        Stream.of(1, 2, 3, 4, 5)
            .map(stage -> (int) state.get("conv" + stage + "_1.weight").shape()[0])
            .toList();
    int head = (int) state.get("conv10_1.weight").shape()[0];
    SaliencyNet spec = new SaliencyNet(widths, head, loss);
    ComputationGraph graph = Graphs.of(spec.configuration(new TorchAdam(1e-3), 1));
    WeightImport.into(graph, WeightNames.of(spec.name()), checkpoint.toString(), state);
    return graph;
  }

  private static void backward(ComputationGraph graph) throws IOException {
    graph.setInputs(Golden.nhwc("generator/x"));
    graph.setLabels(Golden.nhwc("generator/y"));
    graph.computeGradientAndScore();
  }

  private static void assertClose(String what, INDArray actual, INDArray expected, double scale) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue())
        .as(what)
        .isLessThanOrEqualTo(PROBABILITIES * scale);
  }

  private static double value(String name) throws IOException {
    return Npy.read(Npy.golden(name + ".npy")).doubles()[0];
  }
}
