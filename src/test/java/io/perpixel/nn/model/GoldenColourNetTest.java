package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.layer.InferencePlan;
import io.perpixel.nn.weights.TorchCheckpoint;
import io.perpixel.nn.weights.TorchTensor;
import io.perpixel.testing.Golden;
import io.perpixel.testing.Graphs;
import io.perpixel.testing.Npy;
import io.perpixel.train.TorchAdam;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The colour nets against arrays from PyTorch, with both kernel families and from both eras of
 * checkpoints.
 */
class GoldenColourNetTest {
  private static final double LOGITS = 1e-4;
  private static final double LOSS = 1e-5;
  private static final double GRADIENTS = 1e-4;
  private static final double PARAMETERS = 1e-5;

  @AfterEach
  void restoreKernels() {
    KernelChoice.use("auto");
  }

  @ParameterizedTest
  @CsvSource({
    "cnn, onednn, state.pth",
    "unet, onednn, state.pth",
    "cnn, onednn, state_legacy.pth",
    "unet, onednn, state_legacy.pth",
    "cnn, nd4j, state.pth",
    "unet, nd4j, state.pth"
  })
  void agreesWithPyTorch(String net, String kernels, String file) throws IOException {
    KernelChoice.use(kernels);
    Map<String, TorchTensor> state = TorchCheckpoint.read(Npy.golden(net + "/" + file));
    long[] first = state.get("down1.0.weight").shape();
    long[] last = state.get("final.weight").shape();
    ColourNet spec =
        new ColourNet(
            net.equals("unet"), (int) first[2], (int) first[0], (int) last[0], (int) first[1]);
    ComputationGraph graph = Graphs.of(spec.configuration(new TorchAdam(0.01), 1));
    restore(graph, state);

    INDArray x = Golden.nhwc(net + "/x");
    Npy labels = Npy.read(Npy.golden(net + "/labels.npy"));
    INDArray y = Nd4j.createFromArray(labels.ints()).reshape(labels.shape());

    INDArray expected = Golden.nhwc(net + "/logits_eval");
    assertClose("logits_eval", graph.outputSingle(x), expected, LOGITS);
    assertClose("logits_eval, plan", new InferencePlan(graph).run(x), expected, LOGITS);

    graph.setInputs(x);
    graph.setLabels(y);
    assertClose(
        "logits_train", graph.output(true, x)[0], Golden.nhwc(net + "/logits_train"), LOGITS);
    restore(graph, state);

    graph.setInputs(x);
    graph.setLabels(y);
    graph.computeGradientAndScore();
    double loss = Npy.read(Npy.golden(net + "/loss.npy")).doubles()[0];
    assertThat(graph.score()).isCloseTo(loss, within(LOSS * Math.max(1, loss)));
    for (Map.Entry<String, INDArray> g : copies(NamedGradients.of(graph)).entrySet()) {
      String name = net + "/grad/" + g.getKey();
      if (isZeroInExactArithmetic(g.getKey())) {
        assertThat(g.getValue().amaxNumber().doubleValue()).as(g.getKey()).isLessThan(1e-6);
      } else {
        assertClose(name, g.getValue(), Golden.array(name), GRADIENTS);
      }
    }
    restore(graph, state);

    graph.fit(new INDArray[] {x}, new INDArray[] {y});
    for (Map.Entry<String, INDArray> p : NamedParameters.of(graph).entrySet()) {
      if (!isZeroInExactArithmetic(p.getKey())) {
        String name = net + "/after/" + p.getKey();
        if (running(p.getKey())) {
          assertClose(name, p.getValue(), Golden.array(name), GRADIENTS);
        } else {
          assertThat(p.getValue().sub(Golden.array(name)).amaxNumber().doubleValue())
              .as(name)
              .isLessThanOrEqualTo(PARAMETERS);
        }
      }
    }
  }

  private static boolean running(String name) {
    return name.contains("running_");
  }

  /**
   * A convolution's bias in front of batch norm: its gradient is rounding noise, on which Adam then
   * acts at full rate.
   */
  private static boolean isZeroInExactArithmetic(String name) {
    return name.endsWith(".0.bias");
  }

  private static void restore(ComputationGraph graph, Map<String, TorchTensor> state)
      throws IOException {
    for (Map.Entry<String, INDArray> p : NamedParameters.of(graph).entrySet()) {
      p.getValue()
          .assign(
              Nd4j.createFromArray(state.get(p.getKey()).floats()).reshape(p.getValue().shape()));
    }
  }

  private static Map<String, INDArray> copies(Map<String, INDArray> views) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    views.forEach((name, view) -> copies.put(name, view.dup('c')));
    return copies;
  }

  private static void assertClose(String what, INDArray actual, INDArray expected, double bound) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double scale = expected.amaxNumber().doubleValue();
    double error = actual.sub(expected).amaxNumber().doubleValue();
    assertThat(error).as(what + " of largest value " + scale).isLessThanOrEqualTo(bound * scale);
  }
}
