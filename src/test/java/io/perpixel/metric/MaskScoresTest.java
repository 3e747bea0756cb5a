package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MaskScoresTest {
  private static int[] ints(String name) throws IOException {
    return Npy.read(Npy.golden("metric/" + name + ".npy")).ints();
  }

  private static double[] doubles(String name) throws IOException {
    return Npy.read(Npy.golden("metric/" + name + ".npy")).doubles();
  }

  /** Counted in uneven parts that are merged, as partitions are. */
  private static MaskScores inParts(int classes, int[] truth, int[] predicted, int... ends) {
    MaskScores all = new MaskScores(classes, 255);
    int from = 0;
    for (int end : ends) {
      MaskScores part = new MaskScores(classes, 255);
      int[] some = Arrays.copyOfRange(truth, from, end);
      double counted = Arrays.stream(some).filter(c -> c != 255).count();
      part.add(0.5, counted, some, Arrays.copyOfRange(predicted, from, end));
      all.merge(part);
      from = end;
    }
    return all;
  }

  @Test
  void goldenFiguresOfManyClasses() throws IOException {
    int[] truth = ints("seg_true");
    MaskScores scores =
        inParts(4, truth, ints("seg_pred"), truth.length / 3, truth.length / 2, truth.length);
    Map<String, Double> metrics = scores.metrics();
    assertThat(metrics.keySet())
        .containsExactly("accuracy", "mean_iou", "iou_0", "iou_1", "iou_2", "iou_3");
    assertThat(metrics.get("accuracy")).isCloseTo(doubles("pixel_accuracy")[0], within(1e-12));
    assertThat(metrics.get("mean_iou")).isCloseTo(doubles("miou")[0], within(1e-12));
    double[] iou = doubles("iou");
    for (int c = 0; c < iou.length; c++) {
      assertThat(metrics.get("iou_" + c)).isCloseTo(iou[c], within(1e-12));
    }
    assertThat(scores.figures().get("pixels")).isEqualTo(scores.confusion().pixels());
    assertThat(scores.images()).isEqualTo(3);
    assertThat(scores.meanLoss()).isEqualTo(0.5);
  }

  @Test
  void goldenScoreOfTheCourse() throws IOException {
    int[] truth = ints("flower_true");
    MaskScores scores = inParts(2, truth, ints("flower_pred"), truth.length / 2, truth.length);
    assertThat(scores.metrics().get("course_score"))
        .isCloseTo(doubles("course_score")[0], within(1e-12));
  }

  /** Images of few pixels that count weigh little in the loss. */
  @Test
  void lossIsAMeanOverPixels() {
    MaskScores scores = new MaskScores(2, 255);
    scores.add(1, 3, new int[] {0, 1, 1}, new int[3]);
    scores.add(5, 1, new int[] {0, 255, 255}, new int[3]);
    scores.add(0, 0, new int[] {255, 255, 255}, new int[3]);
    assertThat(scores.meanLoss()).isEqualTo(2);
    assertThat(scores.metrics().get("accuracy")).isEqualTo(0.5);
  }

  @Test
  void edges() {
    MaskScores none = new MaskScores(2, 255);
    assertThat(none.metrics().values()).containsOnly(Double.NaN);
    assertThat(none.meanLoss()).isNaN();
    assertThatThrownBy(() -> none.merge(new PixelScores(2))).hasMessageContaining("another task");
    assertThatThrownBy(() -> none.merge(new MaskScores(3, 255))).hasMessageContaining("3 classes");
    assertThatThrownBy(() -> none.add(0, 1, new int[] {2}, new int[1]))
        .hasMessageContaining("found true 2");
  }
}
