package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
  @Test
  void smallTermsSurviveLargeOnes() {
    ExactSum sum = new ExactSum().add(1e20).add(1).add(-1e20);
    assertThat(sum.value()).isEqualTo(1);
    assertThat(1e20 + 1 - 1e20).as("what doubles make of it").isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void groupingDoesNotMatter(int groups) {
    Random random = new Random(groups);
    ExactSum whole = new ExactSum();
    ExactSum[] parts = new ExactSum[groups];
    for (int g = 0; g < groups; g++) {
      parts[g] = new ExactSum();
    }
    for (int i = 0; i < 1000; i++) {
      double term = random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15);
      whole.add(term);
      parts[random.nextInt(groups)].add(term);
    }
    ExactSum merged = new ExactSum();
    for (ExactSum part : parts) {
      merged.merge(part);
    }
    assertThat(merged.value()).isEqualTo(whole.value());
  }

  @Test
  void whatIsNotFinitePrevails() {
    assertThat(new ExactSum().add(1).add(Double.POSITIVE_INFINITY).value()).isInfinite();
    assertThat(new ExactSum().add(1).merge(new ExactSum().add(Double.NaN)).value()).isNaN();
  }
}
