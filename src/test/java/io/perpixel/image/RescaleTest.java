package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RescaleTest {
  @Test
  void halvingAveragesWithTheTriangle() {
    // Weights 3/8 3/8 1/8, renormalised at the border from 1/8 3/8 3/8 1/8: (3*0 + 3*80 + 160) / 7.
    Raster row = row(0, 80, 160, 240);
    assertThat(rescale(row, 1, 2, Interpolation.ANTIALIAS).bytes()).containsExactly(57, (byte) 183);
  }

  @Test
  void doublingTakesQuarters() {
    assertThat(rescale(row(0, 100), 1, 4, Interpolation.ANTIALIAS).bytes())
        .containsExactly(0, 25, 75, 100);
    assertThat(rescale(row(0, 101), 1, 4, Interpolation.PLAIN).floats())
        .containsExactly(0f, 25.25f, 75.75f, 101f);
  }

  @Test
  void plainSkipsPixelsWhenShrinking() {
    Raster row = row(0, 10, 20, 30, 40, 50, 60, 70);
    assertThat(rescale(row, 1, 2, Interpolation.PLAIN).floats()).containsExactly(15f, 55f);
  }

  @Test
  void nearestTakesTheCentre() {
    assertThat(rescale(row(1, 2, 3), 1, 1, Interpolation.NEAREST).bytes()).containsExactly(2);
    assertThat(rescale(row(1, 2, 3, 4), 1, 2, Interpolation.NEAREST).bytes()).containsExactly(2, 4);
    assertThat(rescale(row(5, 6), 2, 3, Interpolation.NEAREST).bytes())
        .containsExactly(5, 6, 6, 5, 6, 6);
  }

  @ParameterizedTest
  @CsvSource({
    "61, 87, 40, 40, 57",
    "87, 61, 40, 57, 40",
    "50, 50, 7, 7, 7",
    "1, 3, 2, 2, 6",
    "2, 3, 1, 1, 1",
    "375, 500, 224, 224, 298"
  })
  void shorterSideKeepsTheAspect(int h, int w, int length, int expectedH, int expectedW) {
    Raster image = Raster.uint8(h, w, 1, Layout.HWC, new byte[h * w]);
    Raster out = Rescale.shorterSide(length, Interpolation.NEAREST).apply(image);
    assertThat(out.height()).isEqualTo(expectedH);
    assertThat(out.width()).isEqualTo(expectedW);
  }

  @ParameterizedTest
  @EnumSource
  void constantsStayConstantAtAnySize(Interpolation how) {
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      int h = 1 + random.nextInt(33);
      int w = 1 + random.nextInt(33);
      byte[] data = new byte[h * w * 3];
      java.util.Arrays.fill(data, (byte) 201);
      Raster image = Raster.uint8(h, w, 3, Layout.HWC, data);
      Raster out = rescale(image, 1 + random.nextInt(33), 1 + random.nextInt(33), how);
      for (float value : out.toFloat32().floats()) {
        assertThat(value).isCloseTo(201f, org.assertj.core.api.Assertions.within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothLayoutsAgree(Interpolation how) {
    Random random = new Random(11);
    for (int i = 0; i < 20; i++) {
      int h = 1 + random.nextInt(20);
      int w = 1 + random.nextInt(20);
      byte[] data = new byte[h * w * 3];
      random.nextBytes(data);
      Raster hwc = Raster.uint8(h, w, 3, Layout.HWC, data);
      int oh = 1 + random.nextInt(20);
      int ow = 1 + random.nextInt(20);
      Raster expected = new ToTensor(1).apply(rescale(hwc, oh, ow, how));
      byte[] planar = new byte[data.length];
      for (int c = 0; c < 3; c++) {
        for (int p = 0; p < h * w; p++) {
          planar[c * h * w + p] = data[3 * p + c];
        }
      }
      Raster found = rescale(Raster.uint8(h, w, 3, Layout.CHW, planar), oh, ow, how);
      assertThat(found.toFloat32().floats()).isEqualTo(expected.floats());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"100x100", "7", "7:plain", "3x1:nearest"})
  void onePixelBecomesAnySize(String size) {
    Raster pixel = Raster.uint8(1, 1, 3, Layout.HWC, new byte[] {10, 20, (byte) 230});
    Raster out = Rescale.parse(size).apply(pixel);
    assertThat(out.at(out.height() - 1, out.width() - 1, 2)).isEqualTo(230f);
  }

  @Test
  void sameSizeIsTheSameImage() {
    Raster row = row(3, 1, 2);
    assertThat(rescale(row, 1, 3, Interpolation.ANTIALIAS)).isSameAs(row);
  }

  @Test
  void impossibleSizesAreRefused() {
    assertThatThrownBy(
            () ->
                rescale(Raster.uint8(0, 4, 3, Layout.HWC, new byte[0]), 2, 2, Interpolation.PLAIN))
        .hasMessageContaining("without pixels");
    assertThatThrownBy(() -> Rescale.exact(0, 5, Interpolation.PLAIN))
        .hasMessageContaining("a side of 0 pixels");
    assertThatThrownBy(() -> Rescale.exact(100_000, 100_000, Interpolation.PLAIN))
        .hasMessageContaining("are more than 67108864");
    assertThatThrownBy(() -> Rescale.shorterSide(8193, Interpolation.ANTIALIAS))
        .hasMessageContaining("8193 x 8193 pixels are more than 67108864");
    Raster strip = Raster.uint8(1, 5000, 1, Layout.HWC, new byte[5000]);
    assertThatThrownBy(() -> Rescale.shorterSide(1000, Interpolation.NEAREST).apply(strip))
        .hasMessageContaining("would become 5000000 and 1000");
  }

  /** PNGs of a few kilobytes may be so, and longer: weights would take gigabytes. */
  @Test
  void sidesWhoseWeightsFillTheMemoryAreRefused() {
    int length = 5_000_000;
    byte[] data = new byte[length];
    for (Raster strip :
        new Raster[] {
          Raster.uint8(length, 1, 1, Layout.HWC, data), Raster.uint8(1, length, 1, Layout.HWC, data)
        }) {
      assertThatThrownBy(() -> rescale(strip, 224, 224, Interpolation.ANTIALIAS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a side of 5000000 pixels cannot become 224");
      assertThat(rescale(strip, 2, 2, Interpolation.NEAREST)).hasToString("2x2x1 uint8 HWC");
    }
  }

  private static Raster row(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Raster.uint8(1, values.length, 1, Layout.HWC, bytes);
  }

  private static Raster rescale(Raster image, int height, int width, Interpolation how) {
    return Rescale.exact(height, width, how).apply(image);
  }
}
