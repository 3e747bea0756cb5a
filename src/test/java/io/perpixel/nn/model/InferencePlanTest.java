package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.layer.InferencePlan;
import io.perpixel.testing.Graphs;
import io.perpixel.testing.RandomModel;
import io.perpixel.train.TorchAdam;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan computes what the graph does, for every registered model. */
class InferencePlanTest {
  /** Of the largest value: batch norm before or after rounding the convolution's sums. */
  private static final double ROUNDING = 1e-5;

  /** Small ones where the default is too large for a test. */
  private static final Map<String, Map<String, String>> SETTINGS =
      Map.of(
          "saliency",
          Map.of("widths", "4,8,12,16,16", "head", "8"),
          "deeplabv3",
          SmallDeepLab.SETTINGS);

  @AfterEach
  void restoreKernels() {
    KernelChoice.use("auto");
  }

  static Stream<Arguments> modelsAndKernels() {
    return Stream.of(ModelSpecs.names().split(", "))
        .flatMap(name -> Stream.of("onednn", "nd4j").map(family -> Arguments.of(name, family)));
  }

  @ParameterizedTest
  @MethodSource("modelsAndKernels")
  void planGivesTheGraphsOutput(String name, String family) {
    KernelChoice.use(family);
    ModelSpec spec = ModelSpecs.of(name, SETTINGS.getOrDefault(name, Map.of()));
    ComputationGraph graph = RandomModel.of(spec);
    InferencePlan plan = new InferencePlan(graph);
    int side = side(spec);
    // One after the other and again, so that buffers are used again, and those of other sizes are
    // not mistaken for them.
    for (int round = 0; round < 2; round++) {
      for (int[] size : new int[][] {{3, 2, 2}, {1, 1, 3}, {2, 3, 1}}) {
        INDArray x =
            RandomModel.gaussian(
                round, size[0], size[1] * side, size[2] * side, spec.inputChannels());
        assertClose(plan.run(x), graph.outputSingle(x));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modelsAndKernels")
  void inputInAnotherOrderIsTheSameInput(String name, String family) {
    KernelChoice.use(family);
    ModelSpec spec = ModelSpecs.of(name, SETTINGS.getOrDefault(name, Map.of()));
    ComputationGraph graph = Graphs.of(spec.configuration(new TorchAdam(0.01), 1));
    InferencePlan plan = new InferencePlan(graph);
    int side = side(spec);
    INDArray x = RandomModel.gaussian(1, 2, side, 2 * side, spec.inputChannels());
    INDArray expected = plan.run(x).dup();
    INDArray nchwInMemory = x.permute(0, 3, 1, 2).dup('c').permute(0, 2, 3, 1);
    assertThat(plan.run(nchwInMemory)).isEqualTo(expected);
    INDArray wrong = RandomModel.gaussian(1, 1, side, side, spec.inputChannels() + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.run(wrong))
        .withMessageContaining("input channels");
  }

  private static int side(ModelSpec spec) {
    return Math.max(spec.sideMultiple(), SmallDeepLab.SIDE);
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue())
        .isLessThanOrEqualTo(ROUNDING * expected.amaxNumber().doubleValue());
  }
}
