package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.ParamSpec;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.testing.Graphs;
import io.perpixel.testing.RandomModel;
import io.perpixel.train.TorchAdam;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What every model promises, whatever its name: a new one is tested by being registered. */
class ModelContractTest {
  /** Of models that are large at their defaults. */
  private static final Map<String, Map<String, String>> SMALL =
      Map.of(
          "saliency",
          Map.of("widths", "5,6,7,8,9", "head", "4"),
          "deeplabv3",
          SmallDeepLab.SETTINGS);

  private static Stream<DynamicTest> each(ThrowingConsumer<ModelSpec> contract) {
    return Arrays.stream(ModelSpecs.names().split(", "))
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () ->
                        contract.accept(ModelSpecs.of(name, SMALL.getOrDefault(name, Map.of())))));
  }

  private static ComputationGraph graph(ModelSpec spec, long seed) {
    return Graphs.of(spec.configuration(new TorchAdam(0.01), seed));
  }

  private static int side(ModelSpec spec) {
    return Math.max(2 * spec.sideMultiple(), SmallDeepLab.SIDE);
  }

  private static void step(ComputationGraph graph, ModelSpec spec) {
    Graphs.step(graph, spec, side(spec));
  }

  @TestFactory
  Stream<DynamicTest> noVertexDangles() {
    return each(
        spec -> {
          ComputationGraphConfiguration graph = spec.configuration(new TorchAdam(0.01), 1);
          Set<String> read = new HashSet<>(graph.getNetworkOutputs());
          graph.getVertexInputs().values().forEach(read::addAll);
          assertThat(read).containsAll(graph.getVertices().keySet());
          assertThat(read).contains(ModelSpec.INPUT, ModelSpec.OUTPUT);
          assertThat(graph.getNetworkInputs()).containsExactly(ModelSpec.INPUT);
        });
  }

  @TestFactory
  Stream<DynamicTest> everyArrayChangesInOneStep() {
    return each(
        spec -> {
          ComputationGraph graph = graph(spec, 1);
          Map<String, float[]> before = Graphs.values(graph);
          step(graph, spec);
          Graphs.values(graph)
              .forEach((name, after) -> assertThat(after).as(name).isNotEqualTo(before.get(name)));
        });
  }

  /** Each layer frozen in turn, and all but that one. */
  @TestFactory
  Stream<DynamicTest> noFrozenArrayChanges() {
    return each(
        spec -> {
          List<String> layers =
              PixelLayerConf.of(spec.configuration(new TorchAdam(0.01), 1)).stream()
                  .filter(layer -> !layer.paramSpecs().isEmpty())
                  .map(PixelLayerConf::getLayerName)
                  .toList();
          for (String one : layers) {
            for (boolean others : new boolean[] {false, true}) {
              ComputationGraphConfiguration conf = spec.configuration(new TorchAdam(0.01), 1);
              PixelLayerConf.of(conf)
                  .forEach(l -> l.setFrozen(others ^ l.getLayerName().equals(one)));
              ComputationGraph graph = Graphs.of(conf);
              Map<String, float[]> before = Graphs.values(graph);
              step(graph, spec);
              Graphs.values(graph)
                  .forEach(
                      (name, after) -> {
                        boolean frozen = others ^ name.startsWith(one + ".");
                        assertThat(Arrays.equals(after, before.get(name)))
                            .as("%s unchanged, with %s frozen: %s", name, one, !others)
                            .isEqualTo(frozen);
                      });
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> survivesJson() {
    return each(
        spec -> {
          ComputationGraph graph = graph(spec, 1);
          String json = graph.getConfiguration().toJson();
          ComputationGraph read = Graphs.of(ComputationGraphConfiguration.fromJson(json));
          assertThat(read.getConfiguration().toJson()).isEqualTo(json);
          assertThat(Graphs.values(read)).containsExactlyEntriesOf(Graphs.values(graph));
          step(graph, spec);
          step(read, spec);
          assertThat(Graphs.values(read)).containsExactlyEntriesOf(Graphs.values(graph));
          assertThat(ModelSpecs.of(spec.name(), spec.settings())).isEqualTo(spec);
        });
  }

  @TestFactory
  Stream<DynamicTest> wrongSizesNameTheNearestRightOne() {
    return each(
        spec -> {
          int m = spec.sideMultiple();
          spec.checkSize(m, 3 * m);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> spec.checkSize(m, 0))
              .withMessageContaining("rescale=%dx%d", m, m);
          if (m == 1) {
            return;
          }
          assertThatIllegalArgumentException()
              .isThrownBy(() -> spec.checkSize(10 * m + 1, m))
              .withMessageContaining(spec.name())
              .withMessageContaining("%d x %d", 10 * m + 1, m)
              .withMessageContaining("rescale=%dx%d", 10 * m, m);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> spec.checkSize(0, 2 * m - 1))
              .withMessageContaining("rescale=%dx%d", m, 2 * m);
        });
  }

  @TestFactory
  Stream<DynamicTest> theSeedDecidesTheInitialParameters() {
    return each(
        spec -> {
          assertThat(Graphs.values(graph(spec, 5)))
              .containsExactlyEntriesOf(Graphs.values(graph(spec, 5)));
          assertThat(graph(spec, 6).params()).isNotEqualTo(graph(spec, 5).params());
        });
  }

  /** The output has the image's area and means what the target's kind says. */
  @TestFactory
  Stream<DynamicTest> outputsAreWhatTheTargetSays() {
    return each(
        spec -> {
          int side = side(spec);
          INDArray x = RandomModel.gaussian(3, 2, side, side, spec.inputChannels());
          INDArray y = graph(spec, 1).outputSingle(x);
          assertThat(y.shape())
              .containsExactly(x.size(0), x.size(1), x.size(2), spec.outputChannels());
          if (spec.target() == TargetKind.MAP) {
            assertThat(y.minNumber().floatValue()).isPositive();
            assertThat(y.maxNumber().floatValue()).isLessThan(1);
          } else {
            assertThat(y.minNumber().floatValue()).isNegative();
          }
        });
  }

  /** What parts name are layers with parameters. */
  @TestFactory
  Stream<DynamicTest> partsAreMadeOfLayers() {
    return each(
        spec -> {
          Set<String> layers = new HashSet<>();
          NamedParameters.shapes(spec.configuration(new TorchAdam(0.01), 1))
              .keySet()
              .forEach(name -> layers.add(name.substring(0, name.lastIndexOf('.'))));
          spec.parts().values().forEach(part -> assertThat(layers).containsAll(part));
        });
  }

  /** Each convolution starts as its specification says: uniform, normal or constant. */
  @TestFactory
  Stream<DynamicTest> convolutionsStartAsSpecified() {
    return each(
        spec -> {
          ComputationGraph graph = graph(spec, 5);
          Map<String, float[]> values = Graphs.values(graph);
          for (PixelLayerConf layer : PixelLayerConf.of(graph.getConfiguration())) {
            if (layer instanceof Conv2d) {
              for (ParamSpec parameter : layer.paramSpecs()) {
                String name = layer.getLayerName() + "." + parameter.torchName();
                assertFollows(name, parameter.initial(), values.get(name));
              }
            }
          }
        });
  }

  private static void assertFollows(String name, ParamSpec.Initial initial, float[] values) {
    double deviation = initial.normal() ? initial.spread() : initial.spread() / Math.sqrt(3);
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    int n = values.length;
    if (deviation == 0) {
      assertThat(values).as(name).containsOnly((float) initial.centre());
      return;
    }
    // Five standard deviations of the mean of n values, and of their mean square (kurtosis < 3).
    assertThat(Math.abs(sum / n)).as(name).isLessThan(5 * deviation / Math.sqrt(n));
    assertThat(Math.abs(squares / n / (deviation * deviation) - 1))
        .as(name)
        .isLessThan(5 * Math.sqrt(2.0 / n));
    if (!initial.normal()) {
      assertThat(largest).as(name).isLessThanOrEqualTo(initial.spread() * (1 + 1e-6));
    }
  }

  /** PyTorch's default for Conv2d, 1 / sqrt(in k k); and He's deviation, sqrt(2 / (in k k)). */
  @Test
  void startsOfAConvolution() {
    Conv2d conv = new Conv2d(8, 4, 3);
    assertThat(conv.paramSpecs())
        .extracting(ParamSpec::initial)
        .containsOnly(ParamSpec.Initial.uniform(1 / Math.sqrt(72)));
    assertThat(conv.startingHeNormal().paramSpecs())
        .extracting(ParamSpec::initial)
        .containsExactly(ParamSpec.Initial.normal(1.0 / 6), ParamSpec.Initial.constant(0));
  }
}
