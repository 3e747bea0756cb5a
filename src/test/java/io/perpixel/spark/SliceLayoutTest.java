package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 1",
    "4, 2, 1",
    "4194304, 2, 1",
    "4194308, 2, 2",
    "400000000, 8, 96",
    "400000000, 100, 611",
    "400000000, 5000, 6104",
    "2147483636, 3, 512",
    "2147483636, 100000, 32768",
  })
  void slicesFollowOneAnotherAndHaveATaskEach(int bytes, int replicas, int slices) {
    SliceLayout layout = new SliceLayout(bytes, replicas);
    SlicePartitioner tasks = new SlicePartitioner(layout);
    assertThat(layout.slices()).isEqualTo(slices);
    assertThat(tasks.numPartitions()).isEqualTo(Math.min(slices, replicas));
    assertThat(layout.from(0)).isZero();
    assertThat(layout.until(slices - 1)).isEqualTo(bytes);
    int last = -1;
    for (int slice = 0; slice < slices; slice++) {
      if (slice > 0) {
        assertThat(layout.from(slice)).isEqualTo(layout.until(slice - 1)).isPositive();
      }
      long place = layout.place(slice, replicas - 1);
      assertThat(layout.slice(place)).isEqualTo(slice);
      assertThat(layout.slice(place + 1)).isEqualTo(slice + 1);
      int task = tasks.getPartition(place);
      assertThat(task).as("each has some").isBetween(last, last + 1);
      last = task;
    }
    assertThat(last).isEqualTo(tasks.numPartitions() - 1);
  }
}
