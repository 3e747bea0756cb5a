package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.layer.InferencePlan;
import io.perpixel.train.TorchAdam;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    ComputationGraph graph = new ComputationGraph(spec.configuration(new TorchAdam(0.01), 1));
    graph.init();
    randomise(graph);
    InferencePlan plan = new InferencePlan(graph);
    int side = side(spec);
    // One after the other and again, so that buffers are used again, and those of other sizes are
    // not mistaken for them.
    for (int round = 0; round < 2; round++) {
      for (int[] size : new int[][] {{3, 2, 2}, {1, 1, 3}, {2, 3, 1}}) {
        INDArray x = gaussian(round, size[0], size[1] * side, size[2] * side, spec.inputChannels());
        assertClose(plan.run(x), graph.outputSingle(x));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modelsAndKernels")
  void inputInAnotherOrderIsTheSameInput(String name, String family) {
    KernelChoice.use(family);
    ModelSpec spec = ModelSpecs.of(name, SETTINGS.getOrDefault(name, Map.of()));
    ComputationGraph graph = new ComputationGraph(spec.configuration(new TorchAdam(0.01), 1));
    graph.init();
    InferencePlan plan = new InferencePlan(graph);
    int side = side(spec);
    INDArray x = gaussian(1, 2, side, 2 * side, spec.inputChannels());
    INDArray expected = plan.run(x).dup();
    INDArray nchwInMemory = x.permute(0, 3, 1, 2).dup('c').permute(0, 2, 3, 1);
    assertThat(plan.run(nchwInMemory)).isEqualTo(expected);
    INDArray wrong = gaussian(1, 1, side, side, spec.inputChannels() + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.run(wrong))
        .withMessageContaining("input channels");
  }

  private static int side(ModelSpec spec) {
    return Math.max(spec.sideMultiple(), SmallDeepLab.SIDE);
  }

  /** Scales of both signs, and running statistics as of a trained model. */
  private static void randomise(ComputationGraph graph) {
    Random random = new Random(7);
    NamedParameters.of(graph)
        .forEach(
            (name, values) -> {
              float[] drawn = new float[(int) values.length()];
              for (int i = 0; i < drawn.length; i++) {
                double fan = (double) values.length() / values.size(0);
                double gaussian = random.nextGaussian();
                drawn[i] =
                    (float)
                        (name.endsWith("running_var")
                            ? 0.1 + Math.abs(gaussian)
                            : values.rank() == 4 ? gaussian * Math.sqrt(2 / fan) : gaussian);
              }
              values.assign(Nd4j.createFromArray(drawn).reshape('c', values.shape()));
            });
  }

  private static INDArray gaussian(long seed, long... shape) {
    Random random = new Random(seed);
    INDArray x = Nd4j.create(shape);
    float[] values = new float[(int) x.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue())
        .isLessThanOrEqualTo(ROUNDING * expected.amaxNumber().doubleValue());
  }
}
