package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.nn.layer.FrozenPrefix;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.layer.TailCut;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.nn.model.NamedParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class TailModelTest {
  private static final ModelSpec UNET =
      ModelSpecs.of("colour-unet", Map.of("filters", "4", "colours", "5"));

  private static ModelFile model(String trained) {
    ComputationGraphConfiguration configuration = UNET.configuration(new TorchAdam(0.01), 3);
    PixelLayerConf.of(configuration)
        .forEach(layer -> layer.setFrozen(!layer.getLayerName().matches(trained)));
    FrozenPrefix.mark(configuration);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return new ModelFile(graph, new ModelInfo(UNET, UNET.inputStages(), Optional.empty()));
  }

  private static TailCut cut(ModelFile model) {
    return TailCut.of(model.graph().getConfiguration()).orElseThrow();
  }

  private static List<Example> examples(int count) {
    Random random = new Random(5);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] image = new byte[3 * 64];
      random.nextBytes(image);
      byte[] classes = new byte[64];
      for (int p = 0; p < classes.length; p++) {
        classes[p] = (byte) random.nextInt(5);
      }
      examples.add(
          new Example(
              "image " + i,
              Raster.uint8(8, 8, 3, Layout.HWC, image),
              Raster.uint8(8, 8, 1, Layout.HWC, classes)));
    }
    return examples;
  }

  private static List<Example> withFeatures(ModelFile model, List<Example> examples) {
    List<Features> features =
        new FeatureExtractor(model, cut(model), FeatureType.FLOAT32, 1).features(examples);
    List<Example> with = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      with.add(examples.get(i).withFeatures(features.get(i), null));
    }
    return with;
  }

  /**
   * Frozen layers between trained ones part the optimiser's state into other blocks than in the
   * tail.
   */
  @ParameterizedTest
  @ValueSource(strings = {"final", "up2\\..*|final", "up1\\.0|final", "rf\\.1|up2\\.0"})
  void stateGoesIntoTheTailAndBack(String trained) {
    ModelFile whole = model(trained);
    List<Example> examples = examples(4);
    List<Example> features = withFeatures(whole, examples);
    whole.replica(1).step(examples);
    TailModel model = new TailModel(whole, cut(whole));
    Replica tail = model.tail().replica(1);
    ModelFile uncut = model(trained);
    Replica reference = uncut.replica(1);
    reference.step(examples);
    reference.step(examples);
    tail.step(features);
    assertThat(whole.graph().params()).isNotEqualTo(uncut.graph().params());
    model.copyBack();
    assertThat(whole.graph().getConfiguration().getIterationCount()).isEqualTo(2);
    Map<String, INDArray> expected = NamedParameters.of(uncut.graph());
    NamedParameters.of(whole.graph())
        .forEach(
            (name, values) -> {
              // The gradient of a bias before a batch norm is rounding, of which Adam makes steps.
              if (!name.matches("(rf|up.)\\.0\\.bias")) {
                assertThat(difference(values, expected.get(name))).as(name).isLessThan(1e-4);
              }
            });
    // Adam's second moments are squares of gradients: no bias stands out.
    INDArray state = whole.graph().getUpdater().getStateViewArray();
    assertThat(difference(state, uncut.graph().getUpdater().getStateViewArray())).isLessThan(1e-5);
  }

  private static double difference(INDArray a, INDArray b) {
    return a.sub(b).amaxNumber().doubleValue();
  }

  @Test
  void scoresAreThoseOfTheWhole() {
    ModelFile whole = model("up2\\..*|final");
    List<Example> examples = examples(3);
    INDArray expected = whole.replica(1).output(examples).dup();
    INDArray found =
        new TailModel(whole, cut(whole)).tail().replica(1).output(withFeatures(whole, examples));
    assertThat(difference(found, expected)).isLessThan(1e-5);
  }

  @Test
  void theHeadsDigestKnowsItsParametersAndItsEndAndNothingElse() {
    ModelFile model = model("final");
    String digest = HeadDigest.of(model, cut(model));
    ModelFile other = model("final");
    NamedParameters.of(other.graph()).get("final.weight").addi(1);
    assertThat(HeadDigest.of(other, cut(other))).isEqualTo(digest);
    NamedParameters.of(other.graph()).get("down1.2.running_var").addi(1e-3);
    assertThat(HeadDigest.of(other, cut(other))).isNotEqualTo(digest);
    ModelFile longer = model("up2\\..*|final");
    assertThat(HeadDigest.of(longer, cut(longer))).isNotEqualTo(digest);
  }

  @Test
  void anExampleHasAnImageOrFeatures() {
    ModelFile whole = model("final");
    List<Example> images = examples(2);
    Example image = images.get(0);
    Example features = withFeatures(whole, images).get(0);
    assertThat(image.imageSha256())
        .isEqualTo(examples(1).get(0).imageSha256())
        .isNotEqualTo(images.get(1).imageSha256())
        .isNotEqualTo(Augmentation.mirrored(image).imageSha256());
    assertThatThrownBy(features::image).hasMessageContaining("has features in the place");
    assertThatThrownBy(() -> Augmentation.mirrored(features))
        .hasMessageContaining("no features of its mirror image");
    Replica tail = new TailModel(whole, cut(whole)).tail().replica(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tail.step(List.of(image)))
        .withMessageContaining("image 0 has the features null, but the tail of colour-unet reads");
  }

  @Test
  void aMirroredExampleHasTheFeaturesOfTheMirroredImage() {
    ModelFile whole = model("final");
    Example image = examples(1).get(0);
    Features plain = withFeatures(whole, List.of(image)).get(0).features();
    Features mirrored =
        withFeatures(whole, List.of(Augmentation.mirrored(image))).get(0).features();
    Example both = image.withFeatures(plain, mirrored);
    Example turned = Augmentation.mirrored(both);
    assertThat(turned.features()).isSameAs(mirrored);
    assertThat(turned.target().bytes())
        .isEqualTo(Augmentation.mirrored(image).target().bytes())
        .isNotEqualTo(image.target().bytes());
    assertThat(Augmentation.mirrored(turned).features()).isSameAs(plain);
  }
}
