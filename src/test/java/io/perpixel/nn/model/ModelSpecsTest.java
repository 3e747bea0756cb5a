package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.nn.kernel.BceKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSpecsTest {
  @Test
  void settingsLieOverTheDefaults() {
    assertThat(ModelSpecs.of("colour-cnn", Map.of())).isEqualTo(new ColourNet(false, 3, 32, 24, 1));
    assertThat(ModelSpecs.of("colour-unet", Map.of("filters", "8", "kernel", " 5 ")))
        .isEqualTo(new ColourNet(true, 5, 8, 24, 1));
    assertThat(ModelSpecs.of("saliency", Map.of("widths", "1, 2,3,4,5", "loss", "bce")))
        .isEqualTo(new SaliencyNet(List.of(1, 2, 3, 4, 5), 512, BceKind.BCE));
  }

  @ParameterizedTest
  @CsvSource({
    "colour-net, kernel, 3, colour-cnn",
    "colour-cnn, filter, 3, filters",
    "colour-cnn, filters, many, whole number",
    "colour-cnn, filters, 3.5, whole number",
    "colour-cnn, filters, 0, at least 1",
    "colour-unet, kernel, 2, odd",
    "colour-unet, colours, 99999999999, whole number",
    "colour-unet, filters, 600000000, at most 65536",
    "deeplabv3, base, 500000000, at most 65536",
    "saliency, widths, '64,128,256,512', 5 numbers from 1",
    "saliency, widths, '64,128,256,0,512', 5 numbers from 1",
    "saliency, widths, '64,128,256,,512', whole number",
    "saliency, head, 0, at least 1",
    "saliency, loss, mse, 'bce, bce-pooled, bce-logits-as-printed'"
  })
  void whatIsWrongIsNamed(String name, String key, String value, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelSpecs.of(name, Map.of(key, value)))
        .withMessageContaining(expected);
  }
}
