package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FixationPoolTest {
  private static FixationPool pool(int from, int to) {
    FixationPool pool = new FixationPool();
    for (int i = from; i < to; i++) {
      pool.add("image" + i, 10, 10, new int[] {i % 100});
    }
    return pool;
  }

  @Test
  void negativesAreFixationsOfOthersAtTheSameRelativePlace() {
    FixationPool pool = new FixationPool();
    pool.add("own", 2, 2, new int[] {0});
    pool.add("other", 2, 2, new int[] {3, 3});
    pool.add("blank", 2, 2, new int[0]);
    int[][] negatives = pool.negatives("own", 20, 40, 5, 3, 1);
    assertThat(negatives).hasDimensions(3, 5);
    assertThat(Arrays.stream(negatives).flatMapToInt(Arrays::stream))
        .as("the middle of the lower right quarter")
        .containsOnly(15 * 40 + 30);
    assertThat(pool.images()).isEqualTo(2);
  }

  @Test
  void theDrawDependsOnSeedAndImageOnly() {
    FixationPool pool = pool(0, 50);
    int[][] first = pool.negatives("image1", 10, 10, 8, 4, 5);
    assertThat(pool(0, 50).negatives("image1", 10, 10, 8, 4, 5)).isEqualTo(first);
    assertThat(pool.negatives("image2", 10, 10, 8, 4, 5)).isNotEqualTo(first);
    assertThat(pool.negatives("image1", 10, 10, 8, 4, 6)).isNotEqualTo(first);
    assertThat(Arrays.stream(first).flatMapToInt(Arrays::stream)).doesNotContain(1);
  }

  /** More images than are kept: the same ones whatever the order of merging. */
  @Test
  void mergingInAnyOrderKeepsTheSameImages() {
    int count = FixationPool.LIMIT + 500;
    FixationPool whole = pool(0, count);
    FixationPool merged = pool(700, count).merge(pool(0, 700));
    assertThat(whole.images()).isEqualTo(FixationPool.LIMIT);
    assertThat(merged.images()).isEqualTo(FixationPool.LIMIT);
    assertThat(merged.negatives("x", 10, 10, 300, 2, 1))
        .isEqualTo(whole.negatives("x", 10, 10, 300, 2, 1));
  }

  @Test
  void withoutOthersThereAreNone() {
    assertThat(pool(3, 4).negatives("image3", 10, 10, 5, 4, 1)).isEmpty();
    assertThatThrownBy(() -> new FixationPool().add("a", 2, 2, new int[] {4}))
        .hasMessageContaining("pixel 4");
  }
}
