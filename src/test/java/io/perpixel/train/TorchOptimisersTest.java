package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.layer.ParamSpec;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.nn.model.NamedParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/** Against what torch/make_optimisers.py recorded from PyTorch. */
class TorchOptimisersTest {
  private static IUpdater optimiser(String name) {
    return switch (name) {
      case "sgd" -> new TorchSgd(0.1, 0, false);
      case "sgd momentum" -> new TorchSgd(0.1, 0.9, false);
      case "sgd nesterov" -> new TorchSgd(0.1, 0.9, true);
      case "adagrad" -> new TorchAdagrad(0.1);
      case "adam" -> new TorchAdam(0.1);
      default -> throw new AssertionError(name);
    };
  }

  static Stream<Arguments> cases() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    JsonNode all = TorchFixtures.read("optimisers.json");
    for (JsonNode one : all.path("cases")) {
      cases.add(
          Arguments.of(
              one.path("optimiser").asText(), one.path("weight_decay").asDouble(), all, one));
    }
    assertThat(cases).hasSize(10);
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}, weight decay {1}")
  @MethodSource("cases")
  void isPyTorchsStepByStep(String name, double decay, JsonNode all, JsonNode expected) {
    float[] start = TorchFixtures.floats(all.path("start"));
    INDArray parameters = Nd4j.createFromArray(start);
    IUpdater optimiser = optimiser(name);
    long state = optimiser.stateSize(start.length);
    INDArray view = state == 0 ? null : Nd4j.create(DataType.FLOAT, 1, state).assign(7);
    GradientUpdater<?> updater = optimiser.instantiate(view, true);
    for (int t = 0; t < all.path("gradients").size(); t++) {
      INDArray gradient = Nd4j.createFromArray(TorchFixtures.floats(all.path("gradients").path(t)));
      if (decay != 0) {
        ComputationGraphConfiguration graph =
            new ColourNet(true, 3, 4, 5, 1).configuration(optimiser, 1);
        TorchWeightDecay.apply(decay, graph);
        PixelLayerConf.of(graph)
            .get(0)
            .getRegularization()
            .get(0)
            .apply(parameters, gradient, 0.1, t, 0);
      }
      updater.applyUpdater(gradient, t, 0);
      parameters.subi(gradient);
      float[] wanted = TorchFixtures.floats(expected.path("parameters").path(t));
      for (int i = 0; i < wanted.length; i++) {
        assertThat(parameters.getFloat(i))
            .as("value %d after step %d", i, t + 1)
            .isCloseTo(wanted[i], within(2e-6f));
      }
    }
  }

  @Test
  void nesterovNeedsMomentum() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TorchSgd(0.1, 0, true));
  }

  /** Without a gradient a step of SGD takes rate x decay of each parameter away. */
  @Test
  void decayReachesEveryTrainedParameterAndNoOther() {
    ColourNet spec = new ColourNet(true, 3, 4, 5, 1);
    Map<String, float[]> plain = afterOneStep(spec, 0);
    Map<String, float[]> decayed = afterOneStep(spec, 0.5);
    Map<String, float[]> before = values(graph(spec, 0));
    List<String> trained = new ArrayList<>();
    for (PixelLayerConf layer : PixelLayerConf.of(graph(spec, 0).getConfiguration())) {
      layer.paramSpecs().stream()
          .filter(ParamSpec::trained)
          .filter(p -> !layer.isFrozen())
          .forEach(p -> trained.add(layer.getLayerName() + "." + p.torchName()));
    }
    assertThat(trained).contains("down1.0.bias", "down1.2.weight", "down1.2.bias");
    before.forEach(
        (name, start) -> {
          for (int i = 0; i < start.length; i++) {
            float less = trained.contains(name) ? 0.1f * 0.5f * start[i] : 0;
            assertThat(decayed.get(name)[i])
                .as(name)
                .isCloseTo(plain.get(name)[i] - less, within(1e-6f));
          }
        });
  }

  private static ComputationGraph graph(ColourNet spec, double decay) {
    ComputationGraphConfiguration conf = spec.configuration(new TorchSgd(0.1, 0, false), 3);
    TorchWeightDecay.apply(decay, conf);
    PixelLayerConf.of(conf).forEach(l -> l.setFrozen(l.getLayerName().startsWith("rf.")));
    // As executors and checkpoints get it.
    ComputationGraph graph =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(conf.toJson()));
    graph.init();
    return graph;
  }

  private static Map<String, float[]> afterOneStep(ColourNet spec, double decay) {
    ComputationGraph graph = graph(spec, decay);
    INDArray x = Nd4j.createFromArray(TorchFixtures.ramp(128)).reshape('c', 2, 8, 8, 1);
    INDArray y = Nd4j.zeros(DataType.INT32, 2, 8, 8);
    graph.fit(new INDArray[] {x}, new INDArray[] {y});
    return values(graph);
  }

  private static Map<String, float[]> values(ComputationGraph graph) {
    Map<String, float[]> values = new LinkedHashMap<>();
    NamedParameters.of(graph).forEach((name, v) -> values.put(name, HostMemory.copyOfFloats(v)));
    return values;
  }
}
