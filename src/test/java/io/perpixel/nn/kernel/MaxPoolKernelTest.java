package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class MaxPoolKernelTest {
  static Stream<Arguments> cases() {
    return Tensors.families()
        .flatMap(
            kernels ->
                Stream.of(
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(1, 2, 2, 1), 2, 2, 0)),
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(2, 7, 9, 3), 2, 2, 0)),
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(3, 8, 6, 16), 2, 2, 0)),
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(1, 32, 32, 32), 2, 2, 0)),
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(2, 7, 10, 5), 3, 3, 0)),
                    // Windows that overlap and reach beyond the edge, as in a ResNet's stem.
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(1, 1, 1, 2), 3, 2, 1)),
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(2, 9, 12, 4), 3, 2, 1)),
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(1, 49, 41, 16), 3, 2, 1)),
                    Arguments.of(kernels, new PoolGeometry(new Nhwc(2, 6, 5, 3), 3, 1, 1))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithLoops(Kernels kernels, PoolGeometry g) {
    Random random = new Random(4);
    INDArray x = Tensors.random(random, g.in().shape()).subi(3);
    check(kernels, g, x, random);
  }

  /** Values of so few levels that most windows hold their maximum several times. */
  @ParameterizedTest
  @MethodSource("cases")
  void firstOfEqualValuesWins(Kernels kernels, PoolGeometry g) {
    Random random = new Random(5);
    float[] values = new float[(int) g.in().length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2) - 1;
    }
    check(kernels, g, Tensors.of(values, g.in().shape()), random);
  }

  @Test
  void aWindowThatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PoolGeometry(new Nhwc(1, 4, 1, 8), 2, 2, 0).out())
        .withMessageContainingAll("2x2 pooling", "1 pixels");
  }

  private static void check(Kernels kernels, PoolGeometry g, INDArray x, Random random) {
    Nhwc in = g.in();
    Nhwc out = g.out();
    INDArray dy = Tensors.random(random, out.shape());
    Reference.Gradients expected = Reference.maxPool(g, Tensors.doubles(x), Tensors.doubles(dy));

    MaxPoolKernel pool = kernels.maxPool(g);
    INDArray y = Tensors.unwritten(out.shape());
    pool.forward(x, y, false);
    assertThat(Tensors.doubles(y)).isEqualTo(expected.y());
    y = Tensors.unwritten(out.shape());
    pool.forward(x, y, true);
    assertThat(Tensors.doubles(y)).isEqualTo(expected.y());
    INDArray dx = Tensors.unwritten(in.shape());
    pool.backward(x, dy, dx);
    Tensors.assertClose("dx", dx, expected.dx());
  }
}
