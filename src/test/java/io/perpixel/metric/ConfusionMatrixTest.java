package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfusionMatrixTest {
  private static double[] golden(String name) throws IOException {
    return Npy.read(Npy.golden("metric/" + name + ".npy")).doubles();
  }

  @Test
  void golden() throws IOException {
    int[] truth = Npy.read(Npy.golden("metric/seg_true.npy")).ints();
    int[] predicted = Npy.read(Npy.golden("metric/seg_pred.npy")).ints();
    ConfusionMatrix matrix = new ConfusionMatrix(4, 255);
    matrix.add(truth, predicted);
    double[] counts = golden("confusion");
    for (int i = 0; i < 16; i++) {
      assertThat(matrix.count(i / 4, i % 4)).isEqualTo((long) counts[i]);
    }
    assertThat(matrix.iou()).containsExactly(golden("iou"), within(1e-12));
    assertThat(matrix.meanIou()).isCloseTo(golden("miou")[0], within(1e-12));
    assertThat(matrix.pixelAccuracy()).isCloseTo(golden("pixel_accuracy")[0], within(1e-12));
  }

  @Test
  void byHand() throws IOException {
    ConfusionMatrix matrix = new ConfusionMatrix(3, 255);
    matrix.add(new byte[] {0, 0, 0, 1, (byte) 255}, new byte[] {0, 0, 1, 1, 1});
    assertThat(matrix.pixels()).isEqualTo(4);
    assertThat(matrix.pixelAccuracy()).isEqualTo(0.75);
    assertThat(matrix.iou()).containsExactly(2.0 / 3, 0.5, Double.NaN);
    assertThat(matrix.meanIou()).as("class 2 does not occur").isEqualTo((2.0 / 3 + 0.5) / 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mergingPartsEqualsCountingAll(long seed) {
    Random random = new Random(seed);
    int classes = 1 + random.nextInt(30);
    int[] truth = random.ints(999, 0, classes).toArray();
    int[] predicted = random.ints(999, 0, classes).toArray();
    ConfusionMatrix all = new ConfusionMatrix(classes, 0);
    all.add(truth, predicted);
    ConfusionMatrix parts = new ConfusionMatrix(classes, 0);
    for (int from = 0; from < 999; from += 333) {
      ConfusionMatrix part = new ConfusionMatrix(classes, 0);
      part.add(
          Arrays.copyOfRange(truth, from, from + 333),
          Arrays.copyOfRange(predicted, from, from + 333));
      parts.merge(part);
    }
    assertThat(parts.pixels()).isEqualTo(Arrays.stream(truth).filter(t -> t != 0).count());
    assertThat(parts.iou()).isEqualTo(all.iou());
  }

  @Test
  void nothingCountedIsNotANumber() throws IOException {
    ConfusionMatrix empty = new ConfusionMatrix(2, ConfusionMatrix.NO_IGNORE);
    empty.add(new int[0], new int[0]);
    assertThat(empty.pixelAccuracy()).isNaN();
    assertThat(empty.meanIou()).isNaN();
  }

  @Test
  void badInputIsNamed() throws IOException {
    ConfusionMatrix matrix = new ConfusionMatrix(2, 255);
    assertThatThrownBy(() -> matrix.add(2, 0)).hasMessageContaining("true 2");
    assertThatThrownBy(() -> matrix.add(0, 255)).hasMessageContaining("predicted 255");
    assertThatThrownBy(() -> matrix.add(-1, 0)).hasMessageContaining("true -1");
    assertThatThrownBy(() -> matrix.add(new int[2], new int[3])).hasMessageContaining("same size");
    assertThatThrownBy(() -> matrix.merge(new ConfusionMatrix(3, 255)))
        .hasMessageContaining("3 classes");
    assertThatThrownBy(() -> new ConfusionMatrix(0, 255)).hasMessageContaining("found 0");
    assertThat(matrix.pixels()).isZero();
  }
}
