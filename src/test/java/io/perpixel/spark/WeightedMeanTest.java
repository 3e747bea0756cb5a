package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedMeanTest {
  private static RoundResult result(long examples, float... model) {
    return new RoundResult(examples, new long[1], 0, 0, false, bytes(model));
  }

  private static byte[] bytes(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** That one worker equals the plain loop hangs on it. */
  @Test
  void ofOneArrayIsThatArray() {
    Random random = new Random(1);
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt(0x7f800000));
    }
    for (long weight : new long[] {1, 3, 100, 12_345_677}) {
      assertThat(WeightedMean.of(List.of(result(weight, values)))).isEqualTo(bytes(values));
    }
  }

  @Test
  void examplesAreTheWeights() {
    List<RoundResult> results = List.of(result(1, 1, -2), result(3, 5, 2));
    assertThat(WeightedMean.of(results)).isEqualTo(bytes(4, 1));
  }

  /** Large models are averaged by several threads: block by block, so the bits stay the same. */
  @Test
  void largeModelsAreAveragedValueByValue() {
    Random random = new Random(2);
    int length = (5 << 20) / Float.BYTES + 1;
    float[] one = new float[length];
    float[] two = new float[length];
    float[] mean = new float[length];
    for (int i = 0; i < length; i++) {
      one[i] = (float) random.nextGaussian();
      two[i] = (float) random.nextGaussian();
      mean[i] = (float) ((3.0 * one[i] + 4.0 * two[i]) / 7);
    }
    assertThat(WeightedMean.of(List.of(result(3, one), result(4, two)))).isEqualTo(bytes(mean));
  }

  @Test
  void modelsOfOneSizeOnly() {
    assertThatThrownBy(() -> WeightedMean.of(List.of(result(1, 1, 2), result(1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 and 4 bytes");
  }

  @Test
  void smallDifferencesSurviveLargeWeights() {
    List<RoundResult> results = List.of(result(1L << 40, 1), result(1L << 40, 1 + 0x1p-20f));
    assertThat(WeightedMean.of(results)).isEqualTo(bytes(1 + 0x1p-21f));
  }
}
