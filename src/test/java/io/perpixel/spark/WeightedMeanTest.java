package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedMeanTest {
  private static RoundResult result(long examples, float... parameters) {
    return new RoundResult(examples, 1, 0, 0, parameters, new float[0]);
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
      assertThat(WeightedMean.of(List.of(result(weight, values)), RoundResult::parameters))
          .isEqualTo(values);
    }
  }

  @Test
  void examplesAreTheWeights() {
    List<RoundResult> results = List.of(result(1, 1, -2), result(3, 5, 2));
    assertThat(WeightedMean.of(results, RoundResult::parameters)).containsExactly(4, 1);
  }

  @Test
  void smallDifferencesSurviveLargeWeights() {
    List<RoundResult> results = List.of(result(1L << 40, 1), result(1L << 40, 1 + 0x1p-20f));
    assertThat(WeightedMean.of(results, RoundResult::parameters)).containsExactly(1 + 0x1p-21f);
  }
}
