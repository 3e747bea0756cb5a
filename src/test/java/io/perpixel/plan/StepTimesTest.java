package io.perpixel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepTimesTest {
  /** Of two draws of 1 or 3 the larger is 3 unless both are 1: 3 x 3/4 + 1/4. */
  @Test
  void theSlowerOfTwoIsCountedOut() {
    MeasuredSteps steps = new MeasuredSteps(List.of(new double[] {1, 3}));
    assertThat(steps.mean()).isEqualTo(2);
    assertThat(steps.deviation()).isEqualTo(1);
    assertThat(steps.slowest(1, 1)).isEqualTo(2);
    assertThat(steps.slowest(2, 1)).isEqualTo(2.5);
    assertThat(steps.slowest(1000, 1)).isCloseTo(3, within(1e-9));
  }

  /** Two steps in a row, going round: 1+3, 3+5, 5+1. */
  @Test
  void stepsInARowAreKeptTogether() {
    MeasuredSteps steps = new MeasuredSteps(List.of(new double[] {1, 3, 5}));
    assertThat(steps.slowest(1, 2)).isCloseTo(6, within(1e-12));
    assertThat(steps.slowest(1_000_000, 2)).isCloseTo(8, within(1e-5));
    assertThat(steps.slowest(7, 3)).as("all of them").isCloseTo(9, within(1e-12));
    assertThat(steps.slowest(1, 4)).as("round and one more").isCloseTo(12, within(1e-12));
    assertThat(steps.slowest(1_000_000, 4)).isCloseTo(14, within(1e-5));
  }

  /** A slow machine stays slow for all steps of a round; single steps would have evened out. */
  @Test
  void aSlowReplicaStaysSlow() {
    MeasuredSteps steps = new MeasuredSteps(List.of(new double[] {1, 1}, new double[] {2, 2}));
    assertThat(steps.slowest(2, 10)).isCloseTo(17.5, within(1e-12));
  }

  @Test
  void thereIsNoStepWithoutATime() {
    for (List<double[]> wrong :
        List.of(
            List.<double[]>of(),
            List.of(new double[0]),
            List.of(new double[] {1, 0}),
            List.of(new double[] {Double.NaN}))) {
      assertThatThrownBy(() -> new MeasuredSteps(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new NormalSteps(0, 1)).hasMessageContaining("0.0 s");
    assertThatThrownBy(() -> new NormalSteps(1, -1)).hasMessageContaining("-1.0 s");
  }

  /** H. L. Harter: Expected values of normal order statistics, Biometrika 48 (1961). */
  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "2, 0.56419",
    "3, 0.84628",
    "5, 1.16296",
    "10, 1.53875",
    "100, 2.50759",
    "400, 2.96818"
  })
  void expectedLargestOfNormalNumbers(int count, double tabulated) {
    assertThat(NormalSteps.expectedLargest(count)).isCloseTo(tabulated, within(1e-4));
  }

  @Test
  void independentStepsEvenOut() {
    NormalSteps steps = new NormalSteps(0.1, 0.02);
    assertThat(steps.slowest(1, 7)).isCloseTo(0.7, within(1e-9));
    assertThat(steps.slowest(2, 1)).isCloseTo(0.1 + 0.02 * 0.56419, within(1e-6));
    assertThat(steps.slowest(2, 4)).isCloseTo(0.4 + 2 * 0.02 * 0.56419, within(1e-6));
  }
}
