package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

final class PixelScoresTest {
  private static PixelScores of(double lossSum, int[] truth, int[] predicted) {
    PixelScores scores = new PixelScores(3);
    scores.add(lossSum, truth, predicted);
    return scores;
  }

  /** A small image weighs by its pixels, not as much as a large one. */
  @Test
  void meansAreOverPixels() {
    PixelScores sum = of(6, new int[] {0, 1, 2}, new int[] {0, 1, 0});
    sum.merge(of(8, new int[] {2}, new int[] {1}));
    assertThat(sum.meanLoss()).isEqualTo(3.5);
    assertThat(sum.metrics()).containsExactly(entry("accuracy", 0.5));
    assertThat(sum.images()).isEqualTo(2);
    assertThat(sum.figures()).contains(entry("pixels", 4L), entry("correct_pixels", 2L));
  }

  @Test
  void nothingCountedIsNotANumber() {
    PixelScores none = new PixelScores(2);
    assertThat(none.meanLoss()).isNaN();
    assertThat(none.metrics().get("accuracy")).isNaN();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    PixelScores scores = new PixelScores(3);
    assertThatThrownBy(() -> scores.add(1, new int[] {3}, new int[1]))
        .hasMessageContaining("found true 3");
    assertThatThrownBy(() -> scores.merge(new MapScores())).hasMessageContaining("another task");
    assertThat(scores.images()).isZero();
  }
}
