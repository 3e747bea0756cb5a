package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PixelCountsTest {
  /** A small last minibatch weighs by its pixels, not as much as a full one. */
  @Test
  void meansAreOverPixels() {
    PixelCounts sum =
        PixelCounts.NONE.plus(new PixelCounts(6, 3, 2)).plus(new PixelCounts(8, 1, 0));
    assertThat(sum.meanLoss()).isEqualTo(3.5);
    assertThat(sum.accuracy()).isEqualTo(0.5);
    assertThat(sum.pixels()).isEqualTo(4);
  }

  @Test
  void nothingCountedIsNotANumber() {
    assertThat(PixelCounts.NONE.meanLoss()).isNaN();
    assertThat(PixelCounts.NONE.accuracy()).isNaN();
  }

  @Test
  void impossibleCountsAreRefused() {
    assertThatThrownBy(() -> new PixelCounts(1, 2, 3)).hasMessageContaining("3 correct of 2");
    assertThatThrownBy(() -> new PixelCounts(1, 2, -1)).hasMessageContaining("-1 correct");
  }
}
