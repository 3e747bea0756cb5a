package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the loss that applies the sigmoid twice does, beside those that apply it once. */
class PrintedLossTest {
  /** Targets 0, 1/16, ... 1: one for each cell of 4 x 4 pixels. */
  private static final int CELLS = 17;

  private static final Nhwc SHAPE = new Nhwc(1, 4, 4 * CELLS, 1);

  private static double target(int cell) {
    return cell / 16.0;
  }

  private static INDArray ramp() {
    float[] values = new float[(int) SHAPE.pixels()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) target(i % SHAPE.width() / 4);
    }
    return Tensors.of(values, SHAPE.shape());
  }

  private static BinaryCrossEntropyKernel loss(Nhwc shape, BceKind kind) {
    return new OneDnnKernels().binaryCrossEntropy(shape, kind);
  }

  private static double floor(BceKind kind) {
    double sum = 0;
    for (int cell = 0; cell < CELLS; cell++) {
      sum += kind.floor(target(cell));
    }
    return sum / CELLS;
  }

  /** Gradient descent on the logits themselves: what a net that could say anything would say. */
  private static double[] descend(BceKind kind) {
    BinaryCrossEntropyKernel loss = loss(SHAPE, kind);
    INDArray logits = Tensors.unwritten(SHAPE.shape()).assign(0);
    INDArray gradient = Tensors.unwritten(SHAPE.shape());
    INDArray targets = ramp();
    double value = Double.NaN;
    for (int step = 0; step < 4000; step++) {
      value = loss.forward(logits, targets, gradient);
      assertThat(value).isGreaterThanOrEqualTo(floor(kind) - 1e-7);
      logits.subi(gradient.mul(2 * SHAPE.pixels()));
    }
    assertThat(value).isCloseTo(floor(kind), within(2e-3));
    INDArray probabilities = Tensors.unwritten(SHAPE.shape());
    loss.probabilities(logits, probabilities);
    float[] all = Tensors.floats(probabilities);
    double[] ofCells = new double[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      ofCells[cell] = all[4 * cell];
    }
    return ofCells;
  }

  @Test
  void targetsBelowOneHalfCollapse() {
    double[] printed = descend(BceKind.LOGITS_AS_PRINTED);
    for (int cell = 0; cell < CELLS; cell++) {
      double expected = target(cell) < 0.5 ? 0 : target(cell) < 0.731 ? -1 : 1;
      if (expected >= 0) {
        assertThat(printed[cell]).as("at " + target(cell)).isCloseTo(expected, within(0.05));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BCE", "POOLED"})
  void theOthersReachTheTargets(BceKind kind) {
    double[] reached = descend(kind);
    for (int cell = 0; cell < CELLS; cell++) {
      assertThat(reached[cell]).isCloseTo(target(cell), within(0.01));
    }
  }

  /** The best of 1001 probabilities for each target, by the kernel itself. */
  @ParameterizedTest
  @EnumSource(BceKind.class)
  void nothingIsBelowTheFloor(BceKind kind) {
    Nhwc cell = new Nhwc(1, 4, 4, 1);
    BinaryCrossEntropyKernel loss = loss(cell, kind);
    INDArray logits = Tensors.unwritten(cell.shape());
    for (int i = 0; i < CELLS; i++) {
      INDArray targets = Tensors.unwritten(cell.shape()).assign(target(i));
      double least = Double.POSITIVE_INFINITY;
      for (int p = 0; p <= 1000; p++) {
        double q = Math.max(1e-9, Math.min(1 - 1e-9, p / 1000.0));
        logits.assign(Math.log(q) - Math.log1p(-q));
        least = Math.min(least, loss.forward(logits, targets, null));
      }
      assertThat(least)
          .as("at " + target(i))
          .isBetween(kind.floor(target(i)) - 1e-7, kind.floor(target(i)) + 1e-5);
    }
    double none = kind == BceKind.LOGITS_AS_PRINTED ? Math.log(2) : 0;
    assertThat(kind.floor(0)).isCloseTo(none, within(1e-15));
  }

  /** It prefers a map that is empty where people looked little to the true one. */
  @Test
  void theTrueMapIsNotTheBestOne() {
    INDArray targets = ramp();
    INDArray truth = Tensors.unwritten(SHAPE.shape());
    INDArray collapsed = Tensors.unwritten(SHAPE.shape());
    float[] values = Tensors.floats(targets);
    for (int i = 0; i < values.length; i++) {
      double p = Math.max(1e-6, Math.min(1 - 1e-6, values[i]));
      truth.putScalar(i, Math.log(p) - Math.log1p(-p));
      collapsed.putScalar(i, values[i] < 0.5 ? -20 : truth.getDouble(i));
    }
    BinaryCrossEntropyKernel printed = loss(SHAPE, BceKind.LOGITS_AS_PRINTED);
    assertThat(printed.forward(collapsed, targets, null))
        .isLessThan(printed.forward(truth, targets, null) - 0.01);
    BinaryCrossEntropyKernel pooled = loss(SHAPE, BceKind.POOLED);
    assertThat(pooled.forward(truth, targets, null)).isCloseTo(floor(BceKind.POOLED), within(1e-5));
    assertThat(pooled.forward(collapsed, targets, null)).isGreaterThan(1);
  }
}
