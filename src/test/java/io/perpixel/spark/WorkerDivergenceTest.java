package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerDivergenceTest {
  private static final WorkerDivergence FIRST_AND_THIRD =
      new WorkerDivergence(List.of(new int[] {0, 4}, new int[] {8, 12}));

  private static RoundResult result(long examples, float... model) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * model.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(model);
    return new RoundResult(examples, new long[1], 0, 0, false, bytes.array());
  }

  private static double of(RoundResult... results) {
    List<RoundResult> all = List.of(results);
    return FIRST_AND_THIRD.of(all, WeightedMean.of(all));
  }

  /**
   * Mean (3, 4), of norm 5; the first is (1, 0) off with weight 3, the second (3, 0) with weight 1:
   * the mean square is (3 x 1 + 1 x 9) / 4 = 3. What lies between, 100 and 900, is no parameter.
   */
  @Test
  void isTheWeightedDistanceOverTheNorm() {
    assertThat(of(result(3, 2, 100, 4), result(1, 6, 900, 4)))
        .isCloseTo(Math.sqrt(3) / 5, within(1e-12));
  }

  @Test
  void isNothingWhereNothingDiffers() {
    assertThat(of(result(3, 2, 100, 4))).as("one").isZero();
    assertThat(of(result(3, 2, 1, 4), result(1, 2, 9, 4))).as("equal").isZero();
    assertThat(of(result(1, 0, 1, 0), result(1, 0, 9, 0))).as("zeros").isZero();
  }
}
