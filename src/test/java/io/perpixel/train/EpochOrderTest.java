package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EpochOrderTest {
  private static IntStream sizes() {
    return IntStream.concat(IntStream.rangeClosed(1, 300), IntStream.of(5000, 65_537));
  }

  private static long[] order(int size, long seed, int epoch) {
    EpochOrder order = new EpochOrder(size, seed, epoch);
    return LongStream.range(0, size).map(order::position).toArray();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void everyPlaceIsTakenOnce(int size) {
    BitSet taken = new BitSet(size);
    for (long position : order(size, 42, 3)) {
      taken.set(Math.toIntExact(position));
    }
    assertThat(taken.length()).isEqualTo(size);
    assertThat(taken.cardinality()).isEqualTo(size);
  }

  @Test
  void seedAndEpochDecide() {
    assertThat(order(5000, 1, 1)).isEqualTo(order(5000, 1, 1));
    assertThat(order(5000, 1, 2)).isNotEqualTo(order(5000, 1, 1));
    assertThat(order(5000, 2, 1)).isNotEqualTo(order(5000, 1, 1));
    assertThat(order(5000, 2, 1)).isNotEqualTo(order(5000, 1, 2));
  }

  /** An example's places over many epochs are spread evenly over the epoch. */
  @Test
  void ordersAreShuffles() {
    int size = 1000;
    int epochs = 400;
    for (int example : new int[] {0, 1, 500, 999}) {
      int[] tenths = new int[10];
      for (int epoch = 1; epoch <= epochs; epoch++) {
        tenths[(int) (new EpochOrder(size, 7, epoch).position(example) / 100)]++;
      }
      // 40 each, standard deviation 6.
      assertThat(IntStream.of(tenths)).allMatch(n -> n > 10 && n < 75);
    }
    long[] order = order(size, 7, 1);
    long rising = IntStream.range(1, size).filter(i -> order[i] > order[i - 1]).count();
    assertThat(rising).isBetween(430L, 570L);
  }

  @Test
  void aLargeOrderNeedsNoMemory() {
    long size = 3_000_000_000L;
    EpochOrder order = new EpochOrder(size, 1, 1);
    assertThat(LongStream.of(0, 1, 12_345, size - 1).map(order::position).distinct())
        .hasSize(4)
        .allMatch(p -> p >= 0 && p < size);
  }

  @Test
  void whatDoesNotExistHasNoPlace() {
    assertThatIllegalArgumentException().isThrownBy(() -> new EpochOrder(0, 1, 1));
    EpochOrder order = new EpochOrder(10, 1, 1);
    assertThatThrownBy(() -> order.position(10)).hasMessage("10 is not in 0..9");
    assertThatThrownBy(() -> order.position(-1)).hasMessage("-1 is not in 0..9");
  }
}
