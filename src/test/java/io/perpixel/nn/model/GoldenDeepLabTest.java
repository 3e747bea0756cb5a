package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.layer.FrozenMode;
import io.perpixel.nn.layer.InferencePlan;
import io.perpixel.nn.layer.Trainable;
import io.perpixel.nn.weights.TorchCheckpoint;
import io.perpixel.nn.weights.WeightImport;
import io.perpixel.nn.weights.WeightNames;
import io.perpixel.testing.Golden;
import io.perpixel.testing.Graphs;
import io.perpixel.testing.Npy;
import io.perpixel.train.TorchAdam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A small DeepLabv3 against arrays from PyTorch, from both eras of checkpoints. */
class GoldenDeepLabTest {
  /** Of the largest value. */
  private static final double TOLERANCE = 1e-4;

  /** The golden logits are stored thinned out: {@code logits[:, :, ::4, ::4]}. */
  private static final int EVERY = 4;

  private static final String CLASSIFIER = "classifier.4";

  @AfterEach
  void restoreKernels() {
    KernelChoice.use("auto");
  }

  @ParameterizedTest
  @CsvSource({
    "onednn, state.pth",
    "onednn, state_legacy.pth",
    "nd4j, state.pth",
    "nd4j, state_legacy.pth"
  })
  void agreesWithPyTorch(String kernels, String file) throws IOException {
    KernelChoice.use(kernels);
    ComputationGraph graph = Graphs.of(spec(21).configuration(new TorchAdam(0.05), 1));
    List<String> filled = fill(graph, WeightNames.of("deeplabv3"), file);
    assertThat(filled).containsAll(NamedParameters.of(graph).keySet());

    INDArray x = Golden.nhwc("deeplab/x");
    Map<String, INDArray> activations = graph.feedForward(x, false);
    assertClose(
        "features", activations.get("backbone.layer4.1.sum"), Golden.nhwc("deeplab/features"));
    assertClose("head_in", activations.get("classifier.2"), Golden.nhwc("deeplab/head_in"));
    INDArray expected = Golden.nhwc("deeplab/logits_every_4th");
    assertClose("logits", thinned(activations.get(ModelSpec.OUTPUT)), expected);
    assertClose("plan", thinned(new InferencePlan(graph).run(x)), expected);
  }

  @ParameterizedTest
  @CsvSource({"onednn, state.pth", "onednn, state_legacy.pth", "nd4j, state.pth"})
  void fineTuningAgreesWithPyTorch(String kernels, String file) throws IOException {
    KernelChoice.use(kernels);
    ComputationGraph graph = fineTuned(FrozenMode.INFERENCE, file);
    Map<String, float[]> before = Graphs.values(graph);
    INDArray labels = Nd4j.createFromArray(npy("labels").ints()).reshape('c', 2, 97, 81);
    double[] losses = npy("finetune_losses").doubles();
    for (int step = 0; step < losses.length; step++) {
      graph.fit(new INDArray[] {Golden.nhwc("deeplab/x")}, new INDArray[] {labels});
      assertThat(graph.score()).as("loss %d", step).isCloseTo(losses[step], within(TOLERANCE));
    }
    Map<String, INDArray> after = NamedParameters.of(graph);
    assertClose("weight", after.get(CLASSIFIER + ".weight"), Golden.array("deeplab/weight_after"));
    assertClose("bias", after.get(CLASSIFIER + ".bias"), Golden.array("deeplab/bias_after"));
    Graphs.values(graph)
        .forEach(
            (name, values) ->
                assertThat(Arrays.equals(values, before.get(name)))
                    .as("%s unchanged", name)
                    .isEqualTo(!name.startsWith(CLASSIFIER + ".")));
  }

  /**
   * As the notebook has it: weights stay, statistics do not, and dropout makes the loss another.
   */
  @ParameterizedTest
  @ValueSource(strings = {"onednn", "nd4j"})
  void courseModeUpdatesStatisticsAndDrops(String kernels) throws IOException {
    KernelChoice.use(kernels);
    ComputationGraph graph = fineTuned(FrozenMode.COURSE, "state.pth");
    ComputationGraph again = fineTuned(FrozenMode.COURSE, "state.pth");
    Map<String, float[]> before = Graphs.values(graph);
    INDArray labels = Nd4j.createFromArray(npy("labels").ints()).reshape('c', 2, 97, 81);
    double[] losses = npy("finetune_losses").doubles();
    graph.fit(new INDArray[] {Golden.nhwc("deeplab/x")}, new INDArray[] {labels});
    again.fit(new INDArray[] {Golden.nhwc("deeplab/x")}, new INDArray[] {labels});
    assertThat(graph.score()).isNotCloseTo(losses[0], within(TOLERANCE));
    Graphs.values(graph)
        .forEach(
            (name, values) ->
                assertThat(Arrays.equals(values, before.get(name)))
                    .as("%s unchanged", name)
                    .isEqualTo(!name.startsWith(CLASSIFIER + ".") && !name.contains("running_")));
    assertThat(Graphs.values(again))
        .as("the same draws")
        .containsExactlyEntriesOf(Graphs.values(graph));
  }

  @Test
  void hasAsManyParametersAsPublished() {
    assertThat(parameters(Map.of())).isEqualTo(58_630_997);
    assertThat(parameters(Map.of("classes", "2"))).isEqualTo(58_626_114);
    // 676 keys of torchvision's file: without the auxiliary head's 8 and 111 batch counters.
    ModelSpec spec = ModelSpecs.of("deeplabv3", Map.of());
    assertThat(NamedParameters.shapes(spec.configuration(new TorchAdam(0.05), 1)))
        .hasSize(676 - 8 - 111);
  }

  private static long parameters(Map<String, String> settings) {
    return Complexity.of(ModelSpecs.of("deeplabv3", settings), 65, 33).total(LayerCost::parameters);
  }

  private static DeepLab spec(int classes) {
    return new DeepLab(List.of(2, 2, 2, 2), 4, 8, List.of(2, 4, 6), classes, 255);
  }

  private static ComputationGraph fineTuned(FrozenMode mode, String file) throws IOException {
    ComputationGraphConfiguration conf = spec(2).configuration(new TorchAdam(0.05), 1);
    Trainable.only(conf, List.of(CLASSIFIER + "."), mode);
    ComputationGraph graph = Graphs.of(conf);
    fill(graph, WeightNames.of("deeplabv3").leavingFresh(CLASSIFIER), file);
    Map<String, INDArray> parameters = NamedParameters.of(graph);
    parameters.get(CLASSIFIER + ".weight").assign(Golden.array("deeplab/new_weight"));
    parameters.get(CLASSIFIER + ".bias").assign(Golden.array("deeplab/new_bias"));
    return graph;
  }

  private static List<String> fill(ComputationGraph graph, WeightNames names, String file)
      throws IOException {
    Path checkpoint = Npy.golden("deeplab/" + file);
    return WeightImport.into(graph, names, file, TorchCheckpoint.read(checkpoint));
  }

  private static INDArray thinned(INDArray nhwc) {
    return nhwc.get(
            NDArrayIndex.all(),
            NDArrayIndex.interval(0, EVERY, nhwc.size(1)),
            NDArrayIndex.interval(0, EVERY, nhwc.size(2)),
            NDArrayIndex.all())
        .dup('c');
  }

  private static void assertClose(String what, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue())
        .as(what)
        .isLessThanOrEqualTo(TOLERANCE * expected.amaxNumber().doubleValue());
  }

  private static Npy npy(String name) throws IOException {
    return Npy.read(Npy.golden("deeplab/" + name + ".npy"));
  }
}
