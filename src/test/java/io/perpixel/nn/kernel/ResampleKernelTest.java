package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.kernel.Kernels.Interpolation;
import io.perpixel.testing.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class ResampleKernelTest {
  static Stream<Arguments> cases() {
    return Tensors.families()
        .flatMap(
            kernels ->
                Arrays.stream(Interpolation.values())
                    .flatMap(
                        how ->
                            Stream.of(
                                Arguments.of(kernels, how, new Nhwc(1, 1, 1, 1), 2, 2),
                                Arguments.of(kernels, how, new Nhwc(2, 3, 5, 3), 6, 10),
                                Arguments.of(kernels, how, new Nhwc(3, 8, 8, 24), 16, 16),
                                Arguments.of(kernels, how, new Nhwc(2, 4, 6, 2), 4, 6),
                                Arguments.of(kernels, how, new Nhwc(2, 5, 7, 3), 11, 13),
                                Arguments.of(kernels, how, new Nhwc(2, 9, 8, 3), 3, 4))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithLoops(Kernels kernels, Interpolation how, Nhwc in, int height, int width) {
    Random random = new Random(6);
    Nhwc out = in.withArea(height, width);
    INDArray x = Tensors.random(random, in.shape());
    INDArray dy = Tensors.random(random, out.shape());
    Reference.Gradients expected =
        Reference.resample(in, height, width, how, Tensors.doubles(x), Tensors.doubles(dy));

    ResampleKernel resample = kernels.resample(in, height, width, how);
    INDArray y = Tensors.unwritten(out.shape());
    resample.forward(x, y);
    Tensors.assertClose("y", y, expected.y());
    INDArray dx = Tensors.unwritten(in.shape());
    resample.backward(dy, dx);
    Tensors.assertClose("dx", dx, expected.dx());
  }

  /** Central differences of the reference, which is linear: they are its exact gradient. */
  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void bilinearGradientIsTheNumericOne(Kernels kernels) {
    Nhwc in = new Nhwc(2, 3, 4, 2);
    Nhwc out = in.withArea(6, 8);
    Random random = new Random(7);
    double[] x = Tensors.doubles(Tensors.random(random, in.shape()));
    INDArray dy = Tensors.random(random, out.shape());
    double[] numeric = new double[x.length];
    double step = 1e-3;
    for (int i = 0; i < x.length; i++) {
      double at = x[i];
      x[i] = at + step;
      double above = weightedSum(in, x, Tensors.doubles(dy));
      x[i] = at - step;
      numeric[i] = (above - weightedSum(in, x, Tensors.doubles(dy))) / (2 * step);
      x[i] = at;
    }
    INDArray dx = Tensors.unwritten(in.shape());
    kernels.resample(in, 6, 8, Interpolation.BILINEAR).backward(dy, dx);
    Tensors.assertClose("dx", dx, numeric);
  }

  private static double weightedSum(Nhwc in, double[] x, double[] weights) {
    double[] y = Reference.resample(in, 6, 8, Interpolation.BILINEAR, x, weights).y();
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weights[i] * y[i];
    }
    return sum;
  }

  /**
   * 130 MB, more than most caches, in arrays that begin anywhere: oneDNN's aligned stores ended the
   * process.
   */
  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void largeArraysMayBeginAnywhere(Interpolation how) {
    Nhwc in = new Nhwc(1, 476, 426, 32);
    Nhwc out = in.withArea(952, 852);
    INDArray x = Tensors.unwritten(in.shape()).assign(3);
    INDArray y = Tensors.unwritten(out.shape());
    ResampleKernel resample = new OneDnnKernels().resample(in, 952, 852, how);
    resample.forward(x, y);
    assertThat(y.minNumber().floatValue()).isEqualTo(3);
    assertThat(y.maxNumber().floatValue()).isEqualTo(3);
    INDArray dx = Tensors.unwritten(in.shape());
    resample.backward(y, dx);
    // Every output's weights add up to 1, so nothing of the gradient is lost.
    double sum = 0;
    for (float value : HostMemory.copyOfFloats(dx)) {
      sum += value;
    }
    assertThat(sum / dx.length()).isCloseTo(12, within(1e-3));
  }

  static Stream<Arguments> golden() {
    return Tensors.families()
        .flatMap(
            kernels ->
                Stream.of("x2", "to_11x13", "to_3x4", "x1_to_9x6")
                    .map(name -> Arguments.of(kernels, name)));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void agreesWithPyTorch(Kernels kernels, String name) throws IOException {
    INDArray x = Golden.nhwc("upsample/" + name + "_x");
    INDArray expected = Golden.nhwc("upsample/" + name + "_y");
    INDArray dy = Golden.nhwc("upsample/" + name + "_gy");
    int height = (int) expected.size(1);
    int width = (int) expected.size(2);
    ResampleKernel resample =
        kernels.resample(Nhwc.of(x.shape()), height, width, Interpolation.BILINEAR);
    INDArray y = Tensors.unwritten(expected.shape());
    resample.forward(x, y);
    Tensors.assertClose("y", y, Tensors.doubles(expected));
    INDArray dx = Tensors.unwritten(x.shape());
    resample.backward(dy, dx);
    Tensors.assertClose("dx", dx, Tensors.doubles(Golden.nhwc("upsample/" + name + "_gx")));
  }
}
