package io.perpixel.palette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ColourHistogramTest {
  private static byte[] pixels(long seed, int n) {
    byte[] pixels = new byte[3 * n];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  @Test
  void countsByHand() {
    ColourHistogram histogram = new ColourHistogram();
    histogram.addPixels(new byte[] {0, 0, 0, (byte) 255, (byte) 254, 1, 0, 0, 0});
    assertThat(histogram.pixels()).isEqualTo(3);
    assertThat(histogram.distinct()).isEqualTo(2);
    assertThat(histogram.count(0)).isEqualTo(2);
    assertThat(histogram.count(0xfffe01)).isEqualTo(1);
    assertThat(histogram.count(0xfffe00)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 60_000})
  void mergingPartsEqualsCountingAll(int n) {
    byte[] all = pixels(n, n);
    int half = n / 2 * 3;
    ColourHistogram whole = new ColourHistogram();
    whole.addPixels(all);
    ColourHistogram first = new ColourHistogram();
    first.addPixels(Arrays.copyOf(all, half));
    ColourHistogram second = new ColourHistogram();
    second.addPixels(Arrays.copyOfRange(all, half, all.length));
    ColourHistogram merged =
        ColourHistogram.fromBytes(second.toBytes())
            .merge(ColourHistogram.fromBytes(first.toBytes()));
    assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
    assertThat(merged.pixels()).isEqualTo(n);
  }

  @Test
  void bytesKeepTheExtremes() {
    ColourHistogram histogram = new ColourHistogram();
    histogram.add(0, 1);
    histogram.add(0xffffff, Long.MAX_VALUE - 1);
    ColourHistogram read = ColourHistogram.fromBytes(histogram.toBytes());
    assertThat(read.count(0)).isEqualTo(1);
    assertThat(read.count(0xffffff)).isEqualTo(Long.MAX_VALUE - 1);
    assertThatThrownBy(() -> read.add(7, 1)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedBytesAreRefusedOrDecodeToSomethingElse(long seed) {
    ColourHistogram histogram = new ColourHistogram();
    histogram.addPixels(pixels(seed, 50));
    byte[] good = histogram.toBytes();
    for (int cut = 0; cut < good.length; cut++) {
      byte[] truncated = Arrays.copyOf(good, cut);
      assertThatThrownBy(() -> ColourHistogram.fromBytes(truncated))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("histogram");
    }
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] flipped = good.clone();
      flipped[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(ColourHistogram.fromBytes(flipped).toBytes()).isNotEqualTo(good);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("histogram");
      }
    }
    assertThatThrownBy(() -> ColourHistogram.fromBytes(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 bytes after");
  }

  @Test
  void badInputIsNamed() {
    ColourHistogram histogram = new ColourHistogram();
    assertThatThrownBy(() -> histogram.addPixels(new byte[4])).hasMessageContaining("4 bytes");
    assertThatThrownBy(() -> histogram.add(1 << 24, 1)).hasMessageContaining("16777216");
    assertThatThrownBy(() -> histogram.add(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> histogram.add(0, -1)).hasMessageContaining("count -1");
    assertThat(histogram.pixels()).isZero();
  }
}
