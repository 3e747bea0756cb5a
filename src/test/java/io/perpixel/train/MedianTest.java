package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void isTheMiddleOfTheSortedNumbers() {
    assertThat(Median.of(3)).isEqualTo(3);
    assertThat(Median.of(9, 1, 2)).isEqualTo(2);
    assertThat(Median.of(4, 1, 100, 2)).isEqualTo(3);
    assertThat(Median.of()).isNaN();
  }

  @Test
  void leavesTheNumbersInTheirOrder() {
    double[] values = {2, 1};
    Median.of(values);
    assertThat(values).containsExactly(2, 1);
  }
}
