package io.perpixel.nn.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class TorchDtypeTest {
  private static ByteBuffer two(int bits) {
    return ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) bits);
  }

  /** The definition of binary16: (-1)^s 2^(e-15) (1 + f/1024), and 2^-14 f/1024 for e = 0. */
  @Test
  void everyHalfIsExact() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double expected =
          exponent == 0 ? Math.scalb(fraction, -14) : Math.scalb(1 + fraction, exponent - 15);
      if (exponent == 31) {
        expected = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      }
      assertThat(TorchDtype.FLOAT16.doubleAt(two(bits), 0))
          .isEqualTo(Double.valueOf(bits < 1 << 15 ? expected : -expected));
    }
  }

  @Test
  void bfloat16IsTheUpperHalfOfAFloat() {
    for (float value : new float[] {0, -0f, 1, -1.5f, 0x1p-126f, Float.NEGATIVE_INFINITY}) {
      assertThat(TorchDtype.BFLOAT16.doubleAt(two(Float.floatToIntBits(value) >> 16), 0))
          .isEqualTo(Double.valueOf(value));
    }
  }
}
