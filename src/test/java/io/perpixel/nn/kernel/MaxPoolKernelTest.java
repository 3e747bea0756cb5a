package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
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
                    Arguments.of(kernels, new Nhwc(1, 2, 2, 1), 2),
                    Arguments.of(kernels, new Nhwc(2, 7, 9, 3), 2),
                    Arguments.of(kernels, new Nhwc(3, 8, 6, 16), 2),
                    Arguments.of(kernels, new Nhwc(1, 32, 32, 32), 2),
                    Arguments.of(kernels, new Nhwc(2, 7, 10, 5), 3)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithLoops(Kernels kernels, Nhwc in, int size) {
    Random random = new Random(4);
    INDArray x = Tensors.random(random, in.shape()).subi(3);
    check(kernels, in, size, x, random);
  }

  /** Values of so few levels that most windows hold their maximum several times. */
  @ParameterizedTest
  @MethodSource("cases")
  void firstOfEqualValuesWins(Kernels kernels, Nhwc in, int size) {
    Random random = new Random(5);
    float[] values = new float[(int) in.pixels() * in.channels()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2) - 1;
    }
    check(kernels, in, size, Tensors.of(values, in.shape()), random);
  }

  private static void check(Kernels kernels, Nhwc in, int size, INDArray x, Random random) {
    Nhwc out = in.withArea(in.height() / size, in.width() / size);
    INDArray dy = Tensors.random(random, out.shape());
    Reference.Gradients expected =
        Reference.maxPool(in, size, Tensors.doubles(x), Tensors.doubles(dy));

    MaxPoolKernel pool = kernels.maxPool(in, size);
    INDArray y = Tensors.unwritten(out.shape());
    pool.forward(x, y, false);
    assertThat(Tensors.doubles(y)).isEqualTo(expected.y());
    y = Tensors.unwritten(out.shape());
    pool.forward(x, y, true);
    assertThat(Tensors.doubles(y)).isEqualTo(expected.y());
    INDArray dx = Tensors.unwritten(in.shape());
    pool.backward(x, dy, dx);
    assertThat(Tensors.doubles(dx)).isEqualTo(expected.dx());
  }
}
