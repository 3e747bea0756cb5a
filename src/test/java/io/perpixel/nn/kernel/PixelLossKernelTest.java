package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PixelLossKernelTest {
  private static final int IGNORE = 255;

  static Stream<Arguments> cases() {
    return Tensors.families()
        .flatMap(
            kernels ->
                Stream.of(
                    Arguments.of(kernels, new Nhwc(1, 1, 1, 2), 0.0, 1.0),
                    Arguments.of(kernels, new Nhwc(2, 5, 7, 3), 0.0, 1.0),
                    Arguments.of(kernels, new Nhwc(3, 16, 16, 24), 0.0, 5.0),
                    Arguments.of(kernels, new Nhwc(2, 5, 7, 21), 0.3, 1.0),
                    Arguments.of(kernels, new Nhwc(2, 5, 7, 2), 0.9, 1.0),
                    Arguments.of(kernels, new Nhwc(2, 5, 7, 4), 1.1, 1.0),
                    // exp of these overflows or vanishes in every float.
                    Arguments.of(kernels, new Nhwc(2, 5, 7, 4), 0.3, 1e4)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithLoops(Kernels kernels, Nhwc shape, double ignored, double scale) {
    Random random = new Random(8);
    INDArray logits = Tensors.random(random, shape.shape()).muli(scale);
    int[] classes = new int[(int) shape.pixels()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = random.nextDouble() < ignored ? IGNORE : random.nextInt(shape.channels());
    }
    Reference.Gradients expected =
        Reference.softmaxCrossEntropy(shape, IGNORE, Tensors.doubles(logits), classes);

    PixelLossKernel loss = kernels.softmaxCrossEntropy(shape, IGNORE);
    INDArray gradient = Tensors.unwritten(shape.shape());
    double value = loss.forward(logits, labels(shape, classes), gradient);
    double bound = 1e-5 * Math.max(1, expected.y()[0]);
    assertThat(value).isCloseTo(expected.y()[0], within(bound));
    Tensors.assertClose("gradient", gradient, expected.dx());
    assertThat(loss.forward(logits, labels(shape, classes), null)).isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void logitsAtTheLimits(Kernels kernels) {
    Nhwc shape = new Nhwc(1, 1, 2, 2);
    INDArray logits = Tensors.of(new float[] {1e4f, -1e4f, 1e4f, -1e4f}, shape.shape());
    INDArray gradient = Tensors.unwritten(shape.shape());
    double value =
        kernels.softmaxCrossEntropy(shape, -1).forward(logits, labels(shape, 0, 1), gradient);
    assertThat(value).isEqualTo(1e4);
    assertThat(Tensors.floats(gradient)).containsExactly(0, 0, 0.5f, -0.5f);
  }

  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void labelsThatAreNoClassesAreRefused(Kernels kernels) {
    Nhwc shape = new Nhwc(1, 2, 2, 3);
    INDArray logits = Tensors.random(new Random(9), shape.shape());
    PixelLossKernel loss = kernels.softmaxCrossEntropy(shape, IGNORE);
    for (int wrong : new int[] {3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 254}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loss.forward(logits, labels(shape, 0, IGNORE, wrong, 2), null))
          .withMessageContainingAll("label " + wrong, "pixel 2", "0..2");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(logits, Nd4j.createFromArray(0, 1, 2), null))
        .withMessageContainingAll("[3]", "one class index per pixel");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.forward(logits, Nd4j.zeros(1, 2, 2), null))
        .withMessageContainingAll("INT", "FLOAT");
  }

  private static INDArray labels(Nhwc shape, int... classes) {
    return Nd4j.createFromArray(classes).reshape(shape.batch(), shape.height(), shape.width());
  }
}
