package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BinaryCrossEntropyTest {
  private static final Nhwc SHAPE = new Nhwc(2, 8, 12, 1);

  private static BinaryCrossEntropyKernel loss(Nhwc shape, BceKind kind) {
    return new OneDnnKernels().binaryCrossEntropy(shape, kind);
  }

  private static INDArray targets(Random random, Nhwc shape) {
    float[] values = new float[(int) shape.pixels()];
    for (int i = 0; i < values.length; i++) {
      // Fixation maps are 0 or 1 in many places.
      values[i] = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextFloat();
    }
    return Tensors.of(values, shape.shape());
  }

  /** Central differences of the definitions in double precision. */
  @ParameterizedTest
  @EnumSource(BceKind.class)
  void agreesWithTheDefinitionAndItsNumericGradient(BceKind kind) {
    Random random = new Random(1);
    INDArray logits = Tensors.random(random, SHAPE.shape()).muli(3);
    INDArray targets = targets(random, SHAPE);
    INDArray gradient = Tensors.unwritten(SHAPE.shape());
    double value = loss(SHAPE, kind).forward(logits, targets, gradient);
    double[] z = Tensors.doubles(logits);
    double[] y = Tensors.doubles(targets);
    assertThat(value).isCloseTo(Reference.binaryCrossEntropy(SHAPE, kind, z, y), within(1e-12));
    assertThat(loss(SHAPE, kind).forward(logits, targets, null)).isEqualTo(value);
    double[] numeric = new double[z.length];
    double step = 1e-5;
    for (int i = 0; i < z.length; i++) {
      double at = z[i];
      z[i] = at + step;
      double above = Reference.binaryCrossEntropy(SHAPE, kind, z, y);
      z[i] = at - step;
      numeric[i] = (above - Reference.binaryCrossEntropy(SHAPE, kind, z, y)) / (2 * step);
      z[i] = at;
    }
    Tensors.assertClose("gradient", gradient, numeric);
  }

  @Test
  void pixelsFarOutHaveTheirLimits() {
    Nhwc shape = new Nhwc(1, 1, 4, 1);
    INDArray logits = Tensors.of(new float[] {1e4f, -1e4f, 1e4f, -1e4f}, shape.shape());
    INDArray targets = Tensors.of(new float[] {1, 0, 0, 1}, shape.shape());
    INDArray gradient = Tensors.unwritten(shape.shape());
    assertThat(loss(shape, BceKind.BCE).forward(logits, targets, gradient)).isEqualTo(5e3);
    assertThat(Tensors.floats(gradient)).containsExactly(0, 0, 0.25f, -0.25f);
    INDArray p = Tensors.unwritten(shape.shape());
    loss(shape, BceKind.BCE).probabilities(logits, p);
    assertThat(Tensors.floats(p)).containsExactly(1, 0, 1, 0);
  }

  /** A probability of exp(-500) is 0 in every float, its logarithm is not. */
  @Test
  void pooledCellsFarOutHaveTheirLimits() {
    Nhwc shape = new Nhwc(2, 4, 4, 1);
    INDArray logits = Tensors.unwritten(shape.shape()).assign(-500);
    INDArray targets = Tensors.unwritten(shape.shape()).assign(1);
    INDArray gradient = Tensors.unwritten(shape.shape());
    BinaryCrossEntropyKernel pooled = loss(shape, BceKind.POOLED);
    assertThat(pooled.forward(logits, targets, gradient)).isCloseTo(500, within(1e-9));
    assertThat(Tensors.floats(gradient)).containsOnly(-1f / 32);
    assertThat(pooled.forward(logits.neg(), targets.assign(0), gradient))
        .isCloseTo(500, within(1e-9));
    assertThat(Tensors.floats(gradient)).containsOnly(1f / 32);
    // One pixel decides what its cell's mean is: 1/16.
    logits.putScalar(0, 500);
    assertThat(pooled.forward(logits, targets.assign(1), gradient))
        .isCloseTo((Math.log(16) + 500) / 2, within(1e-9));
  }

  @Test
  void whatIsNoTargetIsRefused() {
    INDArray logits = Tensors.random(new Random(2), SHAPE.shape());
    BinaryCrossEntropyKernel loss = loss(SHAPE, BceKind.POOLED);
    for (float wrong : new float[] {-1e-6f, 1.0001f, 255, Float.NaN, Float.POSITIVE_INFINITY}) {
      INDArray targets = Tensors.unwritten(SHAPE.shape()).assign(0.5);
      targets.putScalar(new int[] {0, 1, 2, 0}, wrong);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loss.forward(logits, targets, null))
          .withMessageContainingAll("target " + wrong, "pixel 14", "0..1", "255");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(logits, Nd4j.createFromArray(0f, 1f), null))
        .withMessageContainingAll("[2]", "one value in [0, 1] per pixel");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> loss.forward(logits, Nd4j.createFromArray(new int[(int) SHAPE.pixels()]), null))
        .withMessageContainingAll("INT", "FLOAT");
  }

  @Test
  void mapsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss(new Nhwc(1, 6, 8, 1), BceKind.POOLED))
        .withMessageContainingAll("bce-pooled", "4 x 4", "6 x 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss(new Nhwc(1, 8, 8, 2), BceKind.BCE))
        .withMessageContaining("one channel, found 2");
    assertThat(loss(new Nhwc(1, 5, 7, 1), BceKind.BCE)).isNotNull();
  }
}
