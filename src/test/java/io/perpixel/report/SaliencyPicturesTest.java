package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Layout;
import io.perpixel.image.MapImage;
import io.perpixel.image.Raster;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Maps as pictures, overlays and the gallery of saliency. */
final class SaliencyPicturesTest {
  private static Raster grey(int height, int width, int value) {
    byte[] pixels = new byte[height * width * 3];
    Arrays.fill(pixels, (byte) value);
    return Raster.uint8(height, width, 3, Layout.HWC, pixels);
  }

  private static Raster map(int height, int width, float... values) {
    return Raster.float32(height, width, 1, Layout.CHW, values);
  }

  @Test
  void mapsBecomeGreyPicturesOfAnySize() {
    Raster picture = MapImage.grey(map(1, 2, 0, 1), 2, 4);
    assertThat(picture).hasToString("2x4x1 uint8 HWC");
    assertThat(picture.bytes())
        .containsExactly(0, 64, (byte) 191, (byte) 255, 0, 64, (byte) 191, (byte) 255);
    assertThat(MapImage.grey(map(1, 2, -0.5f, 1.5f), 1, 2).bytes()).containsExactly(0, (byte) 255);
    Raster stored = Raster.uint8(1, 2, 1, Layout.HWC, new byte[] {7, (byte) 200});
    assertThat(MapImage.grey(stored, 1, 2).bytes()).containsExactly(7, (byte) 200);
    assertThatThrownBy(() -> MapImage.grey(map(1, 1, Float.NaN), 1, 1))
        .hasMessageContaining("NaN at pixel 0");
    assertThatThrownBy(() -> MapImage.grey(grey(2, 2, 0), 2, 2))
        .hasMessageContaining("one channel, found 2x2x3");
  }

  @Test
  void heatGetsLighterAllTheWay() {
    double last = -1;
    for (int i = 0; i <= 100; i++) {
      float value = i / 100f;
      double lightness =
          0.2126 * HeatColours.of(value, 0)
              + 0.7152 * HeatColours.of(value, 1)
              + 0.0722 * HeatColours.of(value, 2);
      assertThat(lightness).as("at %s", value).isGreaterThan(last);
      last = lightness;
    }
    assertThat(HeatColours.of(2, 0)).isEqualTo(HeatColours.of(1, 0)).isEqualTo(255);
    assertThat(HeatColours.of(-1, 2)).isZero();
  }

  /** Where the map is 0 the image shows through, at its largest value the heat nearly hides it. */
  @Test
  void overlaysFollowTheMap() {
    Raster overlay = HeatOverlay.of(grey(1, 2, 100), map(1, 2, 0, 0.2f));
    assertThat(overlay).hasToString("1x2x3 uint8 HWC");
    assertThat(overlay.bytes()).startsWith(80, 80, 80);
    assertThat(overlay.at(0, 1, 0)).isEqualTo(Math.round(0.15f * 80 + 0.85f * 255));
    assertThat(overlay.at(0, 1, 2)).isEqualTo(Math.round(0.15f * 80 + 0.85f * 170));
    assertThat(HeatOverlay.of(grey(4, 6, 9), map(1, 1, 0)).bytes())
        .as("an empty map hides nothing")
        .containsOnly(7);
    assertThatThrownBy(() -> HeatOverlay.of(map(1, 1, 0), map(1, 1, 0)))
        .hasMessageContaining("HxWx3");
  }

  @Test
  void galleriesTakeImagesAndTensors() throws Exception {
    Raster tensor = Raster.float32(1, 2, 3, Layout.CHW, new float[] {-1, 1, -1, 1, -1, 1});
    byte[] png =
        new SaliencyGallery()
            .add("a", grey(40, 60, 120), map(1, 2, 0, 1), map(2, 2, 0, 0, 1, 1))
            .add("b", tensor, null, map(1, 1, 0.5f))
            .add("c", Raster.float32(1, 1, 1, Layout.CHW, new float[1]), null, map(1, 1, 0))
            .png();
    Raster read = new ImageDecoder().decode(png);
    assertThat(read.width()).isGreaterThan(4 * 60);
    assertThat(read.height()).isGreaterThan(3 * 40);
  }
}
