package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "100,1,10",
    "101,1,10",
    "7,3,2",
    "13,3,2",
    "5,4,100",
    "9,4,2",
    "1,2,8",
    "20,2,10",
    "29,2,10"
  })
  void theSizesOfMinibatchesAreThoseThatReplicasGet(long size, int workers, int batch) {
    BatchSchedule schedule = new BatchSchedule(size, workers, batch);
    Map<List<Long>, Long> shares =
        LongStream.range(0, size)
            .boxed()
            .collect(
                Collectors.groupingBy(
                    p -> List.of(schedule.step(p), (long) schedule.worker(p)),
                    Collectors.counting()));
    Set<Integer> sizes = shares.values().stream().map(Long::intValue).collect(Collectors.toSet());
    assertThat(schedule.sizes()).isEqualTo(sizes);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 5, 10",
    "50, 3, 4",
    "100, 2, 25",
    "99, 2, 25",
    "101, 2, 25",
    "5000, 2, 50",
    "7, 7, 1",
    "1000, 8, 3",
    "13, 4, 100"
  })
  void everyExampleHasItsStepAndSharesAreEven(int size, int workers, int batch) {
    BatchSchedule schedule = new BatchSchedule(size, workers, batch);
    int steps = Math.toIntExact(schedule.steps());
    int[][] shares = new int[steps][workers];
    for (long position = 0; position < size; position++) {
      shares[(int) schedule.step(position)][schedule.worker(position)]++;
    }
    int seen = 0;
    for (int step = 0; step < steps; step++) {
      int examples = Math.min(workers * batch, size - seen);
      assertThat(Arrays.stream(shares[step]).sum()).as("step %d", step).isEqualTo(examples);
      int even = (examples + workers - 1) / workers;
      assertThat(even).isLessThanOrEqualTo(batch);
      // All but the last of those that have any have an even share.
      int left = examples;
      for (int share : shares[step]) {
        assertThat(share).isEqualTo(Math.min(even, left));
        left -= share;
      }
      seen += examples;
    }
    assertThat(seen).isEqualTo(size);
  }

  @Test
  void oneWorkerTakesMinibatchesAsThePlainLoopCutsThem() {
    BatchSchedule schedule = new BatchSchedule(25, 1, 10);
    assertThat(schedule.steps()).isEqualTo(3);
    assertThat(new long[] {schedule.step(9), schedule.step(10), schedule.step(24)})
        .containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0"})
  void nothingBelowOne(long size, int workers, int batch) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchSchedule(size, workers, batch))
        .withMessage(
            "%d examples, %d workers, batch %d: each must be at least 1"
                .formatted(size, workers, batch));
  }
}
