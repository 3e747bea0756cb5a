package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureTypeTest {
  /** Bits by hand: the lower half is dropped, halves go to the even neighbour. */
  @ParameterizedTest
  @CsvSource({
    "3f800000, 3f80",
    "3f808000, 3f80",
    "3f808001, 3f81",
    "3f818000, 3f82",
    "bf818000, bf82",
    "7f7fffff, 7f80",
    "ff800000, ff80",
    "7fc00000, 7fc0",
    "00000000, 0000",
    "80000000, 8000",
    "00018000, 0002"
  })
  void bfloat16IsTheUpperHalfRoundedToEven(String bits, String expected) {
    float value = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
    byte[] encoded = FeatureType.BFLOAT16.encode(new float[] {7, value}, 1, 1);
    assertThat("%02x%02x".formatted(encoded[1], encoded[0])).isEqualTo(expected);
  }

  @Test
  void aNanStaysOne() {
    float[] back = new float[1];
    byte[] encoded =
        FeatureType.BFLOAT16.encode(new float[] {Float.intBitsToFloat(0x7f800001)}, 0, 1);
    FeatureType.BFLOAT16.decode(encoded, back, 0);
    assertThat(back[0]).isNaN();
  }

  @Test
  void float32ComesBackAsItWas() {
    float[] values = {1, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 3.14159f};
    float[] back = new float[6];
    FeatureType.FLOAT32.decode(FeatureType.FLOAT32.encode(values, 0, 5), back, 1);
    assertThat(back).containsExactly(0, 1, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 3.14159f);
  }

  @Test
  void bfloat16IsWithinHalfAStep() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10));
      float[] back = new float[1];
      FeatureType.BFLOAT16.decode(FeatureType.BFLOAT16.encode(new float[] {value}, 0, 1), back, 0);
      assertThat(Math.abs(back[0] - value)).isLessThanOrEqualTo(Math.abs(value) / 256);
    }
  }

  @Test
  void anUnknownTypeIsNamed() {
    assertThat(FeatureType.of("bfloat16")).isSameAs(FeatureType.BFLOAT16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureType.of("float64"))
        .withMessage("found features of type float64; expected float32 or bfloat16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FeatureTensor(2, 3, 4, FeatureType.FLOAT32, new byte[95]))
        .withMessage("features of 2 x 3 x 4 float32 take 96 bytes, found 95");
  }
}
