package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CourseScoreTest {
  private static int[] golden(String name) throws IOException {
    return Npy.read(Npy.golden("metric/" + name + ".npy")).ints();
  }

  @Test
  void goldenValueInPartsMergedAgain() throws IOException {
    int[] truth = golden("flower_true");
    int[] predicted = golden("flower_pred");
    int pixels = 20 * 24;
    CourseScore merged = new CourseScore(1, ConfusionMatrix.NO_IGNORE);
    for (int from = 0; from < truth.length; from += pixels) {
      CourseScore part = new CourseScore(1, ConfusionMatrix.NO_IGNORE);
      part.add(
          Arrays.copyOfRange(truth, from, from + pixels),
          Arrays.copyOfRange(predicted, from, from + pixels));
      merged.merge(part);
    }
    double expected = Npy.read(Npy.golden("metric/course_score.npy")).doubles()[0];
    assertThat(merged.value()).isCloseTo(expected, within(1e-12));
    assertThat(merged.images()).isEqualTo(2);
  }

  /** Of 100 flower pixels that many are found, none too many: IoU = found / 100. */
  @ParameterizedTest
  @CsvSource({"0, 0", "50, 0.1", "49, 0", "54, 0.1", "56, 0.2", "94, 0.9", "96, 1", "100, 1"})
  void stepsByHand(int found, double expected) {
    int[] truth = new int[120];
    int[] predicted = new int[120];
    Arrays.fill(truth, 0, 100, 1);
    Arrays.fill(predicted, 0, found, 1);
    CourseScore score = new CourseScore(1, ConfusionMatrix.NO_IGNORE);
    score.add(truth, predicted);
    assertThat(score.value()).isEqualTo(expected);
  }

  @Test
  void edges() {
    CourseScore score = new CourseScore(1, 255);
    assertThat(score.value()).isNaN();
    score.add(new int[3], new int[3]);
    assertThat(score.value()).as("no flower, none found").isEqualTo(1);
    score.add(new int[] {1, 255}, new int[] {1, 1});
    assertThat(score.value()).as("unknown is passed over").isEqualTo(1);
    assertThatThrownBy(() -> score.add(new int[1], new int[2])).hasMessageContaining("same size");
    assertThatThrownBy(() -> score.merge(new CourseScore(0, 255))).hasMessageContaining("class 0");
  }
}
