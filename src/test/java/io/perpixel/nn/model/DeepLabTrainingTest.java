package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.train.TorchAdam;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Training with nothing frozen: gradients of the whole graph, on a size that 8 does not divide. */
class DeepLabTrainingTest {
  private static final ModelSpec SPEC =
      ModelSpecs.of(
          "deeplabv3",
          Map.of("blocks", "1,2,1,1", "base", "4", "aspp", "6", "rates", "1,2", "classes", "3"));

  /** Three, since the mean's batch norm makes plus and minus one of any two values. */
  private static final int BATCH = 3;

  private static final int HEIGHT = 37;
  private static final int WIDTH = 29;
  private static final int IGNORED = 255;

  @AfterEach
  void restoreKernels() {
    KernelChoice.use("auto");
  }

  @Test
  void familiesAgree() {
    Map<String, float[]> expected = gradients("onednn");
    Map<String, float[]> found = gradients("nd4j");
    assertThat(found.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    found.forEach((name, values) -> assertClose(name, values, expected.get(name)));
  }

  private static void assertClose(String name, float[] values, float[] expected) {
    double largest = 0;
    double error = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(values[i] - expected[i]));
    }
    assertThat(largest).as(name).isPositive();
    assertThat(error).as("%s, largest %g", name, largest).isLessThanOrEqualTo(1e-3 * largest);
  }

  /** Along the gradient the loss grows by its length squared. */
  @ParameterizedTest
  @ValueSource(strings = {"onednn", "nd4j"})
  void gradientIsTheSlopeOfTheLoss(String kernels) {
    KernelChoice.use(kernels);
    ComputationGraph graph = graph();
    loss(graph);
    INDArray gradient = graph.getFlattenedGradients().dup();
    double squared = Math.pow(gradient.norm2Number().doubleValue(), 2);
    INDArray start = graph.params().dup();
    double step = 2e-4 / squared;
    graph.params().assign(start.add(gradient.mul(step)));
    double above = loss(graph);
    graph.params().assign(start.sub(gradient.mul(step)));
    double below = loss(graph);
    assertThat((above - below) / (2 * step) / squared).isBetween(0.95, 1.05);
  }

  private static Map<String, float[]> gradients(String kernels) {
    KernelChoice.use(kernels);
    ComputationGraph graph = graph();
    loss(graph);
    Map<String, float[]> gradients = new LinkedHashMap<>();
    NamedGradients.of(graph)
        .forEach((name, view) -> gradients.put(name, view.dup('c').data().asFloat()));
    return gradients;
  }

  /** Without dropout, which may draw anew where rounding differs. */
  private static ComputationGraph graph() {
    String json = SPEC.configuration(new TorchAdam(0.01), 1).toJson();
    String changed = json.replace("\"probability\" : 0.5", "\"probability\" : 0.0");
    assertThat(changed).isNotEqualTo(json);
    ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(changed));
    graph.init();
    return graph;
  }

  private static double loss(ComputationGraph graph) {
    Random random = new Random(3);
    int pixels = BATCH * HEIGHT * WIDTH;
    float[] values = new float[pixels * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] classes = random.ints(pixels, 0, 4).map(c -> c == 3 ? IGNORED : c).toArray();
    graph.setInputs(Nd4j.createFromArray(values).reshape('c', BATCH, HEIGHT, WIDTH, 3));
    graph.setLabels(Nd4j.createFromArray(classes).reshape('c', BATCH, HEIGHT, WIDTH));
    graph.computeGradientAndScore();
    return graph.score();
  }
}
