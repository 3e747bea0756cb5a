package io.perpixel.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.registry.PromotionPolicy.Verdict;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromotionPolicyTest {
  private static PromotionPolicy policy(String metric, double margin, String... slices) {
    return new PromotionPolicy(metric, margin, List.of(slices), 0.02, OptionalDouble.empty());
  }

  @ParameterizedTest
  @CsvSource({
    // Better at all, with a margin of 0.
    "accuracy, 0,    0.50, 0.50,   false",
    "accuracy, 0,    0.50, 0.5001, true",
    "accuracy, 0,    0.50, 0.49,   false",
    // By exactly the margin, which no pair of doubles is.
    "accuracy, 0.01, 0.57, 0.58,   true",
    "accuracy, 0.01, 0.07, 0.08,   true",
    "accuracy, 0.01, 0.57, 0.5799, false",
    // Lower is better.
    "loss,     0.1,  1.50, 1.40,   true",
    "loss,     0.1,  1.50, 1.41,   false",
    "kl,       0,    0.80, 0.90,   false",
    // What could not be measured is not better; anything is better than that.
    "accuracy, 0,    0.50, NaN,    false",
    "accuracy, 0,    NaN,  0.10,   true",
    "accuracy, 0,    NaN,  NaN,    false",
  })
  void theMetricHasToBecomeBetterByTheMargin(
      String metric, double margin, double before, double after, boolean promoted) {
    Verdict verdict = policy(metric, margin).judge(Map.of(metric, before), Map.of(metric, after));
    assertThat(verdict.promoted()).as(verdict.reason()).isEqualTo(promoted);
  }

  @Test
  void aSliceThatBecameWorseIsEnoughToStay() {
    Map<String, Double> before = Map.of("mean_iou", 0.5, "iou_0", 0.9, "iou_1", 0.40);
    PromotionPolicy policy = policy("mean_iou", 0.01, "iou_*");
    Verdict fine = policy.judge(before, Map.of("mean_iou", 0.6, "iou_0", 0.88, "iou_1", 0.6));
    assertThat(fine.promoted()).isTrue();
    assertThat(fine.reason())
        .isEqualTo("mean_iou 0.6000 instead of 0.5000, and no slice became worse");
    Verdict worse = policy.judge(before, Map.of("mean_iou", 0.6, "iou_0", 0.95, "iou_1", 0.379));
    assertThat(worse.promoted()).isFalse();
    assertThat(worse.reason())
        .isEqualTo(
            "iou_1 went from 0.4000 to 0.3790, more than the 0.0200 that a slice may become worse");
    assertThat(worse.comparisons())
        .extracting(c -> c.metric() + c.passed())
        .containsExactly("mean_ioutrue", "iou_0true", "iou_1false");
  }

  @Test
  void slicesOfLabelsAreOfTheirMetric() {
    PromotionPolicy policy = policy("loss", 0, "loss[label=*]");
    Map<String, Double> before = Map.of("loss", 2.0, "loss[label=7]", 1.0);
    assertThat(policy.judge(before, Map.of("loss", 1.9, "loss[label=7]", 1.01)).promoted())
        .isTrue();
    assertThat(policy.judge(before, Map.of("loss", 1.9, "loss[label=7]", 1.1)).promoted())
        .isFalse();
    // A class that the champion was never asked about.
    assertThat(
            policy
                .judge(before, Map.of("loss", 1.9, "loss[label=7]", 1.0, "loss[label=8]", 9.0))
                .promoted())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "accuracy, 0.3, 0.30, true",
    "accuracy, 0.3, 0.29, false",
    "loss, 2, 2.0, true",
    "loss, 2, 2.1, false",
    "accuracy, 0.3, NaN, false"
  })
  void theFirstChampionMayHaveToReachSomething(
      String metric, double minimum, double value, boolean promoted) {
    PromotionPolicy policy =
        new PromotionPolicy(metric, 0, List.of(), 0, OptionalDouble.of(minimum));
    Verdict verdict = policy.judgeFirst(Map.of(metric, value));
    assertThat(verdict.promoted()).as(verdict.reason()).isEqualTo(promoted);
  }

  @Test
  void namesOfNothingAreTold() {
    assertThatThrownBy(() -> policy("iou", 0).judge(Map.of(), Map.of("accuracy", 1.0)))
        .hasMessage("there is no metric iou, only accuracy");
    assertThatThrownBy(
            () -> policy("accuracy", 0, "iou_*").judge(Map.of(), Map.of("accuracy", 1.0)))
        .hasMessage("the slice iou_* names none of the metrics: accuracy");
    assertThatThrownBy(() -> policy("accuracy", 0, "iou_*").judgeFirst(Map.of("accuracy", 1.0)))
        .hasMessageContaining("names none");
  }
}
