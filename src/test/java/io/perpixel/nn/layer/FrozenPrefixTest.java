package io.perpixel.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.testing.Graphs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.Sgd;

class FrozenPrefixTest {
  private static final Map<String, Map<String, String>> SMALL =
      Map.of(
          "saliency", Map.of("widths", "5,6,7,8,9", "head", "4"),
          "colour-unet", Map.of("filters", "4", "colours", "6"),
          "deeplabv3",
              Map.of(
                  "blocks", "1,2,1,1", "base", "2", "aspp", "3", "rates", "1,2", "classes", "4"));

  /** A multiple of all models'. */
  private static final int SIDE = 32;

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
    ComputationGraph fast = Graphs.of(marked);
    ComputationGraph plain = Graphs.of(frozen(spec, trained));
    Map<String, float[]> before = Graphs.values(plain);
    for (int step = 0; step < 2; step++) {
      Graphs.step(fast, spec, SIDE);
      Graphs.step(plain, spec, SIDE);
    }
    assertThat(Graphs.values(fast)).containsExactlyEntriesOf(Graphs.values(plain));
    Graphs.values(fast)
        .forEach(
            (name, after) -> {
              boolean isTrained = name.substring(0, name.lastIndexOf('.')).matches(trained);
              // In front of a batch norm: no gradient but of rounding.
              if (!(isTrained && name.endsWith(".0.bias"))) {
                assertThat(Arrays.equals(after, before.get(name)))
                    .as("%s unchanged", name)
                    .isEqualTo(!isTrained);
              }
            });
    assertThat(ComputationGraphConfiguration.fromJson(marked.toJson()).toJson())
        .isEqualTo(marked.toJson());
  }
}
