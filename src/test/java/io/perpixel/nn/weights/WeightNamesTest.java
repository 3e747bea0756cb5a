package io.perpixel.nn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightNamesTest {

  /** {@code "a 2x3, b"}: a of shape 2x3, b a scalar. */
  private static Map<String, long[]> shapes(String list) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String item : list.split(", *")) {
      String[] words = item.split(" ");
      String[] sides = words.length == 1 ? new String[0] : words[1].split("x");
      long[] shape = new long[sides.length];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = Long.parseLong(sides[i]);
      }
      shapes.put(words[0], shape);
    }
    return shapes;
  }

  private static Map<String, String> match(String model, String expected, String found) {
    return WeightNames.of(model).match("x.pth", shapes(expected), shapes(found));
  }

  @Test
  void listsEveryKeyAtFaultInOneMessage() {
    WeightMismatchException e =
        catchThrowableOfType(
            WeightMismatchException.class,
            () ->
                match(
                    "colour-unet",
                    "down1.0.weight 32x1x3x3, down1.0.bias 32, final.weight 24x25x3x3, final.bias 24",
                    "down1.0.weight 32x1x5x5, final.bias 16, up9.weight 2, extra, m.num_batches_tracked"));
    assertThat(e.missing()).containsExactly("down1.0.bias", "final.weight");
    assertThat(e.unexpected()).containsExactly("'up9.weight'", "'extra'");
    assertThat(e.wrongShape()).hasSize(2);
    assertThat(e)
        .hasMessageStartingWith(
            "x.pth does not fit the model: 2 missing, 2 unexpected, 2 of the wrong shape. Nothing")
        .hasMessageContaining("\n  missing      down1.0.bias\n  missing      final.weight")
        .hasMessageContaining("\n  unexpected   'up9.weight'\n  unexpected   'extra'")
        .hasMessageContaining(
            "\n  wrong shape  'down1.0.weight': found [32, 1, 5, 5], expected [32, 1, 3, 3]")
        .hasMessageContaining("\n  wrong shape  'final.bias': found [16], expected [24]");
  }

  @Test
  void keepsTheOrderOfTheModel() {
    assertThat(match("colour-cnn", "a 1, b 2, c", "c, b 2, a 1").toString())
        .isEqualTo("{a=a, b=b, c=c}");
  }

  @ParameterizedTest
  @CsvSource({
    "features.0.weight,conv1_1.weight",
    "features.2.bias,conv1_2.bias",
    "features.5.weight,conv2_1.weight",
    "features.14.weight,conv3_3.weight",
    "features.28.bias,conv5_3.bias",
    "conv4_2_weight,conv4_2.weight",
    "conv10_1.bias,conv10_1.bias"
  })
  void knowsTheNamesOfVgg(String key, String name) {
    assertThat(match("saliency", name + " 3", key + " 3, classifier.0.weight 9"))
        .containsExactly(Map.entry(name, key));
  }

  @Test
  void refusesALayerOfVggThatHasNoWeights() {
    assertThatThrownBy(() -> match("saliency", "conv1_1.weight 3", "features.1.weight 3"))
        .hasMessageContaining("missing      conv1_1.weight")
        .hasMessageContaining("unexpected   'features.1.weight'");
  }

  @Test
  void refusesTwoKeysForOneParameter() {
    assertThatThrownBy(
            () -> match("saliency", "conv1_1.weight 3", "features.0.weight 3, conv1_1.weight 3"))
        .hasMessageContaining("unexpected   'conv1_1.weight': the same as 'features.0.weight'");
  }

  /** Only this model may pass over these keys; to another they are unexpected. */
  @ParameterizedTest
  @CsvSource({
    "deeplabv3,aux_classifier.4.weight,colour-cnn",
    "saliency,classifier.6.bias,deeplabv3",
    "colour-cnn,down1.2.num_batches_tracked,"
  })
  void passesOverWhatTheModelDoesNotHave(String model, String key, String other) {
    assertThat(match(model, "w 1", "w 1, " + key + " 2")).containsOnlyKeys("w");
    if (other != null) {
      assertThatThrownBy(() -> match(other, "w 1", "w 1, " + key + " 2"))
          .hasMessageContaining("unexpected   '" + key + "'");
    }
  }

  /** Not so for {@code classifier.40}, nor for {@code aux_classifier.4}. */
  @Test
  void leavesALayerFreshThatTheFileHasInAnotherShape() {
    WeightNames names = WeightNames.of("deeplabv3").leavingFresh("classifier.4");
    Map<String, long[]> model =
        shapes("conv1.weight 4, classifier.4.weight 2x8, classifier.4.bias 2");
    assertThat(names.match("f", model, shapes("conv1.weight 4, classifier.4.weight 21x8")))
        .containsOnlyKeys("conv1.weight");
    assertThatThrownBy(
            () -> names.match("f", model, shapes("conv1.weight 4, classifier.40.bias 1")))
        .hasMessageContaining("classifier.40.bias");
  }

  @Test
  void refusesAnUnknownModel() {
    assertThatThrownBy(() -> WeightNames.of("colour-unet2"))
        .hasMessageContaining("no model \"colour-unet2\"; expected one of colour-cnn, colour-unet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.pth", "state_legacy.pth"})
  void selectsTheTensorsOfARealFile(String file) throws IOException {
    Map<String, TorchTensor> found = TorchCheckpoint.read(Npy.golden("unet/" + file));
    Map<String, long[]> expected = new TreeMap<>();
    found.forEach((key, tensor) -> expected.put(key, tensor.shape()));
    expected.keySet().removeIf(key -> key.endsWith("num_batches_tracked"));
    Map<String, TorchTensor> selected = WeightNames.of("colour-unet").select(file, expected, found);
    assertThat(selected.keySet()).containsExactlyElementsOf(expected.keySet());
    assertThat(selected).hasSize(32);
    assertThat(selected.get("final.weight")).isSameAs(found.get("final.weight"));
  }
}
