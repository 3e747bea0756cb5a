package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InitialModelTest {
  private static final String SMALL = "model.widths=2,3,3,4,4";

  private static Settings settings(String... assignments) {
    List<String> all = new ArrayList<>(List.of("model.name=saliency", SMALL, "model.head=2"));
    all.addAll(List.of(assignments));
    return Settings.of(all);
  }

  private static ModelFile model(Settings settings, Optional<ModelFile> start) {
    ModelSpec spec = settings.model().spec();
    ModelInfo info = new ModelInfo(spec, spec.inputStages(), Optional.empty());
    return InitialModel.of(info, settings.train(), start);
  }

  private static List<String> frozen(ModelFile file) {
    return PixelLayerConf.of(file.graph().getConfiguration()).stream()
        .filter(PixelLayerConf::isFrozen)
        .filter(layer -> !layer.paramSpecs().isEmpty())
        .map(PixelLayerConf::getLayerName)
        .sorted()
        .toList();
  }

  @Test
  void firstStagesOfTheEncoderAreFrozen() {
    assertThat(frozen(model(settings("train.frozen-stages=2"), Optional.empty())))
        .containsExactly("conv1_1", "conv1_2", "conv2_1", "conv2_2");
    assertThat(frozen(model(settings("train.frozen-stages=5"), Optional.empty())))
        .hasSize(13)
        .endsWith("conv5_3");
    assertThatThrownBy(() -> model(settings("train.frozen-stages=6"), Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("train.frozen-stages is 6, but saliency has 5 stages");
    assertThatThrownBy(() -> model(Settings.of(List.of("train.frozen-stages=1")), Optional.empty()))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void aNameThatIsNoneIsRefusedWithNearOnes() {
    assertThatThrownBy(() -> model(settings("train.trainable=conv9_3.,output."), Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("train.trainable names conv9_3., but no parameter's name starts so")
        .hasMessageContaining("the nearest of 54 are conv3_3.bias")
        .hasMessageNotContaining("output.weight");
    assertThatThrownBy(
            () ->
                model(
                    settings("train.trainable=conv1_1.", "train.frozen-stages=1"),
                    Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("nothing is left to train");
  }

  /** The loss is no parameter: it may be another. */
  @Test
  void startsFromTheParametersOfAFile() {
    ModelFile start = model(settings("train.seed=5", "model.loss=bce"), Optional.empty());
    ModelFile fresh = model(settings(), Optional.empty());
    ModelFile begun = model(settings("train.initial=start.zip"), Optional.of(start));
    assertThat(begun.parametersSha256())
        .isEqualTo(start.parametersSha256())
        .isNotEqualTo(fresh.parametersSha256());
    assertThat(begun.epochs()).isZero();
  }

  @Test
  void anotherModelIsNoStart() {
    ModelFile start = model(settings("model.head=3"), Optional.empty());
    assertThatThrownBy(() -> model(settings("train.initial=start.zip"), Optional.of(start)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("train.initial start.zip: conv10_1.bias is [3], but [2]");
  }
}
