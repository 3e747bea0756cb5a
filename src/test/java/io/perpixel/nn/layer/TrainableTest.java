package io.perpixel.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.nn.model.ModelSpecs;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

class TrainableTest {
  private static ComputationGraphConfiguration deepLab() {
    return ModelSpecs.of("deeplabv3", Map.of("blocks", "1,1,1,1", "base", "2", "aspp", "3"))
        .configuration(new Sgd(0.1), 1);
  }

  private static List<String> trained(ComputationGraphConfiguration graph) {
    return PixelLayerConf.of(graph).stream()
        .filter(layer -> !layer.isFrozen() && !layer.paramSpecs().isEmpty())
        .map(PixelLayerConf::getLayerName)
        .toList();
  }

  /** {@code backbone.conv1} is no {@code conv1}, nor is {@code classifier.0.…} a {@code 0.}. */
  @Test
  void namesMustBeginSo() {
    ComputationGraphConfiguration graph = deepLab();
    Trainable.only(graph, List.of("classifier.4."), FrozenMode.INFERENCE);
    assertThat(trained(graph)).containsExactly("classifier.4");
    for (String part : List.of("conv1.", "4.", "aux_classifier.4.", "Classifier.4.")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Trainable.only(deepLab(), List.of(part), FrozenMode.INFERENCE))
          .withMessageContainingAll(part, "no parameter's name starts so", "classifier.4.weight");
    }
  }

  @Test
  void layersAreTrainedWhole() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Trainable.only(deepLab(), List.of("classifier.4.w"), FrozenMode.INFERENCE))
        .withMessageContainingAll("classifier.4.weight", "not all", "write classifier.4.");
  }

  @Test
  void nothingNamedIsEverythingTrained() {
    ComputationGraphConfiguration graph = deepLab();
    Trainable.only(graph, List.of("classifier.4."), FrozenMode.COURSE);
    Trainable.only(graph, List.of(), FrozenMode.INFERENCE);
    assertThat(PixelLayerConf.of(graph)).noneMatch(PixelLayerConf::isFrozen);
    assertThat(trained(graph)).contains("backbone.conv1", "classifier.4");
  }

  /** Dropout has no parameters: it rests where all below it is frozen. */
  @Test
  void dropoutRestsInTheFrozenPart() {
    assertThat(dropout("classifier.4.", FrozenMode.INFERENCE)).isFalse();
    assertThat(dropout("classifier.4.", FrozenMode.COURSE)).isTrue();
    assertThat(dropout("classifier.", FrozenMode.INFERENCE)).isTrue();
  }

  private static boolean dropout(String trained, FrozenMode mode) {
    ComputationGraphConfiguration graph = deepLab();
    Trainable.only(graph, List.of(trained), mode);
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(graph.toJson());
    return PixelLayerConf.of(read).stream()
        .filter(PixelDropout.class::isInstance)
        .map(PixelDropout.class::cast)
        .allMatch(PixelDropout::isActive);
  }

  @Test
  void modesAreNamed() {
    for (FrozenMode mode : FrozenMode.values()) {
      assertThat(FrozenMode.of(mode.setting())).isEqualTo(mode);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrozenMode.of("train"))
        .withMessageContainingAll("\"train\"", "inference or course");
  }
}
