package io.perpixel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RecommendationTest {
  private static final List<Prediction> ALL =
      List.of(
          of(1, 1, 100, 0.95, false),
          of(1, 5, 104, 0.99, false),
          of(4, 1, 300, 0.75, false),
          of(4, 5, 360, 0.90, false),
          of(4, 20, 380, 0.95, false),
          of(16, 20, 900, 0.56, false));

  private static Prediction of(int n, int k, double speed, double efficiency, boolean few) {
    return new Prediction(n, k, speed, efficiency, 0, 0, 0, 0, false, 0, few);
  }

  private static Recommendation choose(double efficiency, OptionalDouble plain) {
    return Recommendation.of(ALL, efficiency, plain);
  }

  @Test
  void theFastestEfficientOneThatAveragesAsOftenAsThatAllows() {
    Recommendation advice = choose(0.8, OptionalDouble.empty());
    assertThat(advice.choice()).contains(ALL.get(3));
    assertThat(advice.efficient()).isTrue();
    assertThat(choose(0.93, OptionalDouble.empty()).choice()).contains(ALL.get(4));
    assertThat(choose(0.5, OptionalDouble.empty()).choice()).contains(ALL.get(5));
  }

  @Test
  void oneMachineIsBetterWhereItIsAsFastAsTheBest() {
    Recommendation advice = choose(0.8, OptionalDouble.of(900));
    assertThat(advice.choice()).isEmpty();
    assertThat(advice.fastest()).isEqualTo(ALL.get(5));
  }

  /** Efficient ones would be slower than the machine that is there already. */
  @Test
  void fasterThanOneMachineComesBeforeEfficient() {
    Recommendation advice = choose(0.8, OptionalDouble.of(500));
    assertThat(advice.choice()).contains(ALL.get(5));
    assertThat(advice.efficient()).isFalse();
  }

  @Test
  void whatHasNoImagesForEachExecutorIsNotRecommended() {
    Prediction empty = of(64, 1, 2000, 0.99, true);
    List<Prediction> with = List.of(ALL.get(0), empty);
    assertThat(Recommendation.of(with, 0.8, OptionalDouble.empty()).choice()).contains(ALL.get(0));
    Recommendation only = Recommendation.of(List.of(empty), 0.8, OptionalDouble.empty());
    assertThat(only.choice()).contains(empty);
    assertThat(only.efficient()).isFalse();
  }
}
