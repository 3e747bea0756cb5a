package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.nn.model.ModelSpecs;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EqualSizesTest {
  private static long pixels(String model, Map<String, String> settings) {
    return EqualSizes.pixels(ModelSpecs.of(model, settings));
  }

  /** Of 224 x 224 pixels: five of a colourizer or a narrow saliency net, one of the widest. */
  @Test
  void wideModelsTakeFewerImagesAtATime() {
    long image = 224 * 224;
    assertThat(pixels("colour-unet", Map.of()) / image).isEqualTo(5);
    assertThat(pixels("saliency", Map.of("head", "64")) / image).isBetween(2L, 5L);
    assertThat(pixels("saliency", Map.of()) / image).isEqualTo(1);
    assertThat(pixels("deeplabv3", Map.of()) / image).isBetween(2L, 5L);
  }
}
