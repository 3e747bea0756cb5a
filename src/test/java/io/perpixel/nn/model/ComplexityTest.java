package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class ComplexityTest {
  private static final ModelSpec CNN = ModelSpecs.of("colour-cnn", Map.of());
  private static final ModelSpec UNET = ModelSpecs.of("colour-unet", Map.of());

  @Test
  void cnnCostsWhatThePublishedFormulasSay() {
    SymbolicComplexity formulas = SymbolicComplexity.of(CNN, 32, 32);
    assertThat(formulas.inWidths(formulas.total(LayerCost::parameters)))
        .hasToString("27NF+4NC+72NF^2+9NF*NC+9NC^2");
    assertThat(formulas.inWidths(formulas.total(LayerCost::outputs))).hasToString("2368NF+2304NC");
    assertThat(formulas.inWidths(formulas.total(LayerCost::connections)))
        .hasToString("9216NF+8064NF^2+2304NF*NC+9216NC^2");
    Complexity numbers = Complexity.of(CNN, 32, 32);
    assertThat(numbers.total(LayerCost::parameters)).isEqualTo(86_784);
    assertThat(numbers.total(LayerCost::outputs)).isEqualTo(131_072);
    assertThat(numbers.total(LayerCost::connections)).isEqualTo(15_630_336);
  }

  @ParameterizedTest
  @CsvSource({"colour-cnn, 86784, 62521344", "colour-unet, 112344, 75202560"})
  void doubledSidesKeepWeightsAndMultiplyTheRestByFour(
      String name, long parameters, long connections) {
    ModelSpec spec = ModelSpecs.of(name, Map.of());
    Complexity single = Complexity.of(spec, 32, 32);
    Complexity doubled = Complexity.of(spec, 64, 64);
    assertThat(doubled.total(LayerCost::parameters))
        .isEqualTo(single.total(LayerCost::parameters))
        .isEqualTo(parameters);
    assertThat(doubled.total(LayerCost::outputs)).isEqualTo(4 * single.total(LayerCost::outputs));
    assertThat(doubled.total(LayerCost::connections))
        .isEqualTo(4 * single.total(LayerCost::connections))
        .isEqualTo(connections);
  }

  @ParameterizedTest
  @CsvSource({
    "colour-cnn, 3, 32, 24, 1",
    "colour-cnn, 5, 7, 11, 3",
    "colour-unet, 3, 32, 24, 1",
    "colour-unet, 1, 1, 2, 1",
    "colour-unet, 7, 12, 5, 2"
  })
  void formulasHoldForRealGraphs(String name, int k, int filters, int colours, int channels) {
    Map<String, String> settings =
        Map.of(
            "kernel",
            "" + k,
            "filters",
            "" + filters,
            "colours",
            "" + colours,
            "channels",
            "" + channels);
    ModelSpec spec = ModelSpecs.of(name, settings);
    ComputationGraph graph = new ComputationGraph(spec.configuration(new Sgd(1), 0));
    graph.init();
    long trained =
        NamedParameters.of(graph).entrySet().stream()
            .filter(p -> !p.getKey().contains("running_"))
            .mapToLong(p -> p.getValue().length())
            .sum();
    Polynomial formula =
        SymbolicComplexity.of(ModelSpecs.of(name, Map.of()), 12, 16).total(LayerCost::parameters);
    Map<String, Integer> values = Map.of("NF", filters, "NC", colours, "k", k, "NI", channels);
    assertThat(formula.with(values).value()).isEqualTo(trained);

    Complexity numbers = Complexity.of(spec, 12, 16);
    assertThat(numbers.total(LayerCost::parameters)).isEqualTo(trained);
    assertThat(numbers.total(LayerCost::statistics)).isEqualTo(graph.numParams() - trained);
    Map<String, INDArray> activations = graph.feedForward(Nd4j.zeros(1, 12, 16, channels), false);
    assertThat(numbers.layers())
        .extracting(LayerCost::name)
        .containsExactlyInAnyOrderElementsOf(without(activations, ModelSpec.INPUT));
    for (LayerCost layer : numbers.layers()) {
      assertThat(layer.output().shape())
          .as(layer.name())
          .isEqualTo(activations.get(layer.name()).shape());
    }
  }

  private static Iterable<String> without(Map<String, INDArray> map, String key) {
    return map.keySet().stream().filter(name -> !name.equals(key)).toList();
  }

  @Test
  void memoryOfTheLastLayerAlone() {
    Complexity cnn = Complexity.of(CNN, 32, 32);
    assertThat(cnn.lastTrainable()).isEqualTo("final");
    MemoryNeed last = cnn.memory("final"::equals, 10);
    long weights = 24 * 24 * 9 + 24;
    assertThat(last.gradients()).isEqualTo(4 * weights);
    assertThat(last.optimiser()).isEqualTo(8 * weights);
    // What the layer reads and what it writes.
    assertThat(last.activations()).isEqualTo(4L * 10 * (24 + 24) * 32 * 32);

    MemoryNeed all = cnn.memory(name -> true, 10);
    assertThat(all.gradients()).isEqualTo(4 * 86_784);
    assertThat(all.parameters())
        .isEqualTo(last.parameters())
        .isEqualTo(4 * (86_784 + 2 * (32 + 64 + 64 + 32 + 24)));
    // All outputs of convolutions, pooling and upsampling, those of the five norms, and the image.
    long norms = 32 * 256 + 64 * 64 + 64 * 64 + 32 * 256 + 24 * 1024;
    assertThat(all.activations()).isEqualTo(4L * 10 * (131_072 + norms + 1024));
    assertThat(all.total())
        .isEqualTo(all.parameters() + all.gradients() + all.optimiser() + all.activations());
    // The UNet's last layer reads the skip connection of up2 and the image.
    assertThat(Complexity.of(UNET, 32, 32).memory("final"::equals, 10).activations())
        .isEqualTo(4L * 10 * (25 + 24) * 32 * 32);
  }

  @Test
  void sizesThatTheModelCannotTakeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Complexity.of(UNET, 30, 32))
        .withMessageContaining("32 x 32");
  }
}
