package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 3", "3, 5, 3", "32, 32, 3", "1, 300, 3", "1, 1, 1", "16, 17, 1"})
  void isReadBackAsItWas(int height, int width, int channels) throws BadImageException {
    byte[] rgb = new byte[channels * height * width];
    new Random(height).nextBytes(rgb);
    Raster image = Raster.uint8(height, width, channels, Layout.HWC, rgb);
    Raster read = new ImageDecoder().decode(Png.encode(image));
    assertThat(read).hasToString(image.toString());
    assertThat(read.bytes()).isEqualTo(rgb);
  }

  @Test
  void takesNothingElse() {
    assertThatThrownBy(() -> Png.encode(Raster.uint8(2, 2, 2, Layout.HWC, new byte[8])))
        .hasMessageContaining("expected HxWx3 or HxWx1 uint8 HWC, found 2x2x2");
    assertThatThrownBy(() -> Png.encode(Raster.uint8(0, 2, 3, Layout.HWC, new byte[0])))
        .hasMessageContaining("0x2x3");
  }
}
