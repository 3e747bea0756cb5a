package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RasterTest {
  @Test
  void floatsAreStoredLittleEndian() {
    Raster one = Raster.float32(1, 2, 1, Layout.CHW, new float[] {1f, -2.5f});
    assertThat(one.toBytes())
        .isEqualTo(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0x20, (byte) 0xc0});
    Raster back = Raster.fromBytes(1, 2, 1, Layout.CHW, DType.FLOAT32, one.toBytes());
    assertThat(back.floats()).containsExactly(1f, -2.5f);
  }

  @Test
  void bytesAreUnsigned() {
    Raster raster = Raster.uint8(1, 1, 2, Layout.HWC, new byte[] {(byte) 255, 7});
    assertThat(raster.toFloat32().floats()).containsExactly(255f, 7f);
    assertThat(raster.at(0, 0, 0)).isEqualTo(255f);
  }

  @Test
  void layoutDecidesWhereAValueIs() {
    byte[] data = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    assertThat(Raster.uint8(2, 3, 2, Layout.HWC, data).at(1, 2, 0)).isEqualTo(10f);
    assertThat(Raster.uint8(2, 3, 2, Layout.CHW, data).at(1, 2, 0)).isEqualTo(5f);
  }

  @Test
  void noPixelsIsARaster() {
    assertThat(Raster.uint8(0, 5, 3, Layout.HWC, new byte[0]).isEmpty()).isTrue();
  }

  @Test
  void shapeAndDataMustAgree() {
    assertThatThrownBy(() -> Raster.uint8(2, 2, 3, Layout.HWC, new byte[11]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 x 2 x 3 has 12 elements, but the array has 11");
    assertThatThrownBy(
            () -> Raster.fromBytes(1, 1, 1, Layout.HWC, DType.FLOAT32, new byte[] {1, 2, 3}))
        .hasMessageContaining("are 4 bytes, but there are 3");
    assertThatThrownBy(() -> Raster.uint8(-1, 1, 1, Layout.HWC, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Raster.uint8(60_000, 60_000, 3, Layout.HWC, new byte[1]))
        .hasMessageContaining("more elements than one array holds");
  }

  @Test
  void typeMismatchSaysWhatWasFound() {
    Raster raster = Raster.uint8(1, 1, 1, Layout.HWC, new byte[1]);
    assertThatThrownBy(raster::floats).hasMessageContaining("found 1x1x1 uint8 HWC");
    assertThatThrownBy(() -> DType.of("int64")).hasMessageContaining("'int64' is unknown");
  }
}
