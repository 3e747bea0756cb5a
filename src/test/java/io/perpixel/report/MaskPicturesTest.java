package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Overlays of classes and the gallery of segmentation. */
final class MaskPicturesTest {
  private static Raster grey(int height, int width) {
    byte[] pixels = new byte[height * width * 3];
    Arrays.fill(pixels, (byte) 100);
    return Raster.uint8(height, width, 3, Layout.HWC, pixels);
  }

  private static Raster classes(int height, int width, int... values) {
    byte[] classes = new byte[height * width];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) values[i % values.length];
    }
    return Raster.uint8(height, width, 1, Layout.HWC, classes);
  }

  @Test
  void classesAreTintedAndOutlined() {
    // Row 1 of a 5 x 5 block of class 1 in background.
    int[] block = new int[49];
    for (int i = 0; i < 49; i++) {
      boolean inside = i / 7 > 0 && i / 7 < 6 && i % 7 > 0 && i % 7 < 6;
      block[i] = inside ? 1 : 0;
    }
    Raster overlay = MaskOverlay.of(grey(7, 7), classes(7, 7, block));
    assertThat(overlay).hasToString("7x7x3 uint8 HWC");
    assertThat(overlay.at(0, 0, 0)).as("background is darkened").isEqualTo(65);
    assertThat(overlay.at(1, 1, 0)).as("outline").isEqualTo(255);
    assertThat(overlay.at(1, 1, 1)).isZero();
    assertThat(overlay.at(3, 3, 0)).as("tint").isEqualTo(Math.round(0.6f * 100 + 0.4f * 255));
    assertThat(overlay.at(3, 3, 1)).isEqualTo(60);
    assertThat(MaskOverlay.of(grey(1, 1), classes(1, 1, 255)).at(0, 0, 2))
        .as("pixels to ignore are pale")
        .isEqualTo(193);
  }

  @Test
  void masksOfAnySizeAreScaledToTheImage() {
    assertThat(MaskOverlay.of(grey(4, 6), classes(2, 2, 0, 1))).hasToString("4x6x3 uint8 HWC");
    assertThatThrownBy(() -> MaskOverlay.of(classes(1, 1, 0), grey(1, 1)))
        .hasMessageContaining("HxWx1 uint8");
  }

  @Test
  void galleriesTakeImagesAndTensors() throws Exception {
    Raster tensor = Raster.float32(1, 2, 3, Layout.CHW, new float[] {-1, 1, -1, 1, -1, 1});
    byte[] png =
        new MaskGallery()
            .add("a", grey(40, 60), classes(40, 60, 0, 1, 255), classes(20, 30, 0, 1))
            .add("b", tensor, null, classes(1, 2, 17))
            .png();
    Raster read = new ImageDecoder().decode(png);
    assertThat(read.width()).isGreaterThan(4 * 60);
  }
}
