package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SaliencyScoresTest {
  private static double[] map(Random random) {
    return random.doubles(30).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void groupingDoesNotChangeABit(int groups) {
    Random random = new Random(7);
    SaliencyScores whole = new SaliencyScores();
    SaliencyScores[] parts = new SaliencyScores[groups];
    for (int g = 0; g < groups; g++) {
      parts[g] = new SaliencyScores();
    }
    for (int i = 0; i < 20; i++) {
      double[] predicted = map(random);
      double[] truth = map(random);
      int[] fixated = random.ints(3, 0, 30).toArray();
      int[][] negatives = {random.ints(3, 0, 30).toArray()};
      whole.add(predicted, truth, fixated, negatives);
      parts[i % groups].add(predicted, truth, fixated, negatives);
    }
    SaliencyScores merged = new SaliencyScores();
    for (int g = groups - 1; g >= 0; g--) {
      merged.merge(parts[g]);
    }
    assertThat(merged.images()).isEqualTo(20);
    for (SaliencyMetric metric : SaliencyMetric.values()) {
      assertThat(merged.counted(metric)).isEqualTo(20);
      assertThat(merged.mean(metric)).isEqualTo(whole.mean(metric)).isNotNaN();
    }
  }

  @Test
  void whatIsNotAvailableDoesNotCount() {
    SaliencyScores scores = new SaliencyScores();
    double[] ramp = {0, 1, 2, 3};
    scores.add(ramp, ramp, null, null);
    scores.add(ramp, new double[4], new int[] {3}, null);
    assertThat(scores.images()).isEqualTo(2);
    assertThat(scores.counted(SaliencyMetric.CC)).isEqualTo(1);
    assertThat(scores.mean(SaliencyMetric.SIM)).isEqualTo(1);
    assertThat(scores.counted(SaliencyMetric.NSS)).isEqualTo(1);
    assertThat(scores.mean(SaliencyMetric.AUC_JUDD)).isEqualTo(1);
    assertThat(scores.counted(SaliencyMetric.SAUC)).isZero();
    assertThat(scores.mean(SaliencyMetric.SAUC)).isNaN();
  }

  @Test
  void anImageThatIsRefusedLeavesNoTrace() {
    SaliencyScores scores = new SaliencyScores();
    double[] ramp = {0, 1, 2, 3};
    assertThatThrownBy(() -> scores.add(ramp, ramp, new int[] {9}, null))
        .hasMessageContaining("pixel 9");
    assertThat(scores.images()).isZero();
    assertThat(scores.counted(SaliencyMetric.CC)).isZero();
  }
}
