package io.perpixel.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.nn.model.NamedParameters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class FrozenPrefixTest {
  private static final Map<String, Map<String, String>> SMALL =
      Map.of(
          "saliency", Map.of("widths", "5,6,7,8,9", "head", "4"),
          "colour-unet", Map.of("filters", "4", "colours", "6"),
          "deeplabv3",
              Map.of(
                  "blocks", "1,2,1,1", "base", "2", "aspp", "3", "rates", "1,2", "classes", "4"));

  private static ModelSpec spec(String model) {
    return ModelSpecs.of(model, SMALL.get(model));
  }

  private static ComputationGraphConfiguration frozen(ModelSpec spec, String trained) {
    ComputationGraphConfiguration graph = spec.configuration(new Sgd(0.1), 1);
    PixelLayerConf.of(graph).forEach(l -> l.setFrozen(!l.getLayerName().matches(trained)));
    return graph;
  }

  private static List<String> trainedBelow(ComputationGraphConfiguration graph) {
    return PixelLayerConf.of(graph).stream()
        .filter(PixelLayerConf::isTrainedBelow)
        .map(PixelLayerConf::getLayerName)
        .toList();
  }

  @Test
  void onlyWhatFollowsATrainedLayerNeedsGradients() {
    ComputationGraphConfiguration graph = frozen(spec("saliency"), "conv10_1|output");
    FrozenPrefix.mark(graph);
    assertThat(trainedBelow(graph))
        .containsExactlyInAnyOrder("conv10_2", "output", ModelSpec.OUTPUT);
  }

  /** Block up1 reads down2 by a skip connection too. */
  @Test
  void skipConnectionsCount() {
    ComputationGraphConfiguration graph = frozen(spec("colour-unet"), "down2\\.0");
    FrozenPrefix.mark(graph);
    assertThat(trainedBelow(graph))
        .contains("down2.1", "down2.2", "rf.0", "up1.0", "up2.0", "final")
        .doesNotContain("down1.0", "down1.1", "down1.2", "down2.0");
  }

  /** DL4J still walks through the prefix, in which nothing must be read that nobody wrote. */
  @ParameterizedTest
  @CsvSource({
    "saliency, conv1_2|output",
    "saliency, conv6_1|conv8_.*",
    "saliency, output",
    "colour-unet, down2.*",
    "colour-unet, 'up2(\\.0)?|final'",
    "deeplabv3, classifier\\..*",
    // Above one shortcut and below another.
    "deeplabv3, backbone\\.layer2\\.1\\..*|classifier\\.4"
  })
  void stepsAreTheSameToTheBit(String model, String trained) {
    ModelSpec spec = spec(model);
    ComputationGraphConfiguration marked = frozen(spec, trained);
    FrozenPrefix.mark(marked);
    ComputationGraph fast = graph(marked);
    ComputationGraph plain = graph(frozen(spec, trained));
    Map<String, float[]> before = values(plain);
    for (int step = 0; step < 2; step++) {
      step(fast, spec);
      step(plain, spec);
    }
    assertThat(values(fast)).containsExactlyEntriesOf(values(plain));
    values(fast)
        .forEach(
            (name, after) ->
                assertThat(Arrays.equals(after, before.get(name)))
                    .as("%s unchanged", name)
                    .isEqualTo(!name.substring(0, name.lastIndexOf('.')).matches(trained)));
    assertThat(ComputationGraphConfiguration.fromJson(marked.toJson()).toJson())
        .isEqualTo(marked.toJson());
  }

  private static ComputationGraph graph(ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  private static void step(ComputationGraph graph, ModelSpec spec) {
    Random random = new Random(3);
    int side = Math.max(12, 2 * spec.sideMultiple());
    int pixels = 2 * side * side;
    INDArray x =
        Nd4j.createFromArray(random.doubles((long) pixels * spec.inputChannels()).toArray())
            .castTo(DataType.FLOAT)
            .reshape('c', 2, side, side, spec.inputChannels());
    INDArray y =
        switch (spec.target()) {
          case COLOURS, CLASSES ->
              Nd4j.createFromArray(random.ints(pixels, 0, spec.outputChannels()).toArray())
                  .reshape('c', 2, side, side);
          case MAP ->
              Nd4j.createFromArray(random.doubles(pixels).toArray())
                  .castTo(DataType.FLOAT)
                  .reshape('c', 2, side, side, 1);
        };
    graph.fit(new INDArray[] {x}, new INDArray[] {y});
  }

  private static Map<String, float[]> values(ComputationGraph graph) {
    Map<String, float[]> values = new LinkedHashMap<>();
    NamedParameters.of(graph)
        .forEach((name, view) -> values.put(name, view.dup('c').data().asFloat()));
    return values;
  }
}
