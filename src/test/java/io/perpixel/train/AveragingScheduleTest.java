package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AveragingScheduleTest {
  private static int[] steps(AveragingSchedule schedule, int epochs) {
    return IntStream.rangeClosed(1, epochs).map(schedule::steps).toArray();
  }

  @Test
  void fixedIsTheSameInEveryEpoch() {
    assertThat(steps(AveragingSchedule.fixed(3), 4)).containsOnly(3);
    assertThat(AveragingSchedule.fixed(1)).hasToString("every step");
  }

  @Test
  void earlyOftenLaterLess() {
    AveragingSchedule schedule = new AveragingSchedule(3, 2, 20);
    assertThat(steps(schedule, 9)).containsExactly(3, 3, 6, 6, 12, 12, 20, 20, 20);
    assertThat(schedule.steps(Integer.MAX_VALUE)).isEqualTo(20);
    assertThat(schedule)
        .hasToString("every 3 steps, half as often after every 2 epochs down to every 20");
    int most = Integer.MAX_VALUE;
    assertThat(new AveragingSchedule(most, 1, most).steps(1000)).isEqualTo(most);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> AveragingSchedule.fixed(0)).hasMessageContaining("averaging 0");
    assertThatThrownBy(() -> new AveragingSchedule(1, -1, 1)).hasMessageContaining("after -1");
    assertThatThrownBy(() -> new AveragingSchedule(8, 1, 4)).hasMessageContaining("at most 4");
  }
}
