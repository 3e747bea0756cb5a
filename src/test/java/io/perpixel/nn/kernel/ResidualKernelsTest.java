package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Residual sums, means and dropout against loops. */
class ResidualKernelsTest {
  static Stream<Arguments> shapes() {
    return Tensors.families()
        .flatMap(
            kernels ->
                Stream.of(
                        new Nhwc(1, 1, 1, 1),
                        new Nhwc(2, 7, 5, 3),
                        new Nhwc(3, 13, 11, 32),
                        new Nhwc(1, 28, 28, 17))
                    .map(shape -> Arguments.of(kernels, shape)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void residualSum(Kernels kernels, Nhwc shape) {
    Random random = new Random(1);
    INDArray a = Tensors.random(random, shape.shape());
    INDArray b = Tensors.random(random, shape.shape());
    INDArray dy = Tensors.random(random, shape.shape());
    double[] sum = Tensors.doubles(a.add(b));
    double[] expected = new double[sum.length];
    double[] gradient = Tensors.doubles(dy);
    for (int i = 0; i < sum.length; i++) {
      expected[i] = Math.max(0, sum[i]);
      gradient[i] = sum[i] > 0 ? gradient[i] : 0;
    }
    ResidualSumKernel kernel = kernels.residualSum(shape);
    INDArray y = Tensors.unwritten(shape.shape());
    kernel.forward(a, b, y);
    Tensors.assertClose("y", y, expected);
    INDArray da = Tensors.unwritten(shape.shape());
    INDArray db = Tensors.unwritten(shape.shape());
    float[] before = Tensors.floats(dy);
    kernel.backward(y, dy, da, db);
    Tensors.assertClose("da", da, gradient);
    Tensors.assertClose("db", db, gradient);
    assertThat(Tensors.floats(dy)).as("dy is left alone").isEqualTo(before);
    kernel.forward(a, b, a);
    Tensors.assertClose("in place", a, expected);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void mean(Kernels kernels, Nhwc shape) {
    Random random = new Random(2);
    INDArray x = Tensors.random(random, shape.shape()).addi(0.5);
    Nhwc one = shape.withArea(1, 1);
    INDArray dy = Tensors.random(random, one.shape());
    int pixels = shape.height() * shape.width();
    double[] expected = new double[(int) one.length()];
    double[] gradient = new double[(int) shape.length()];
    double[] values = Tensors.doubles(x);
    double[] slopes = Tensors.doubles(dy);
    for (int i = 0; i < values.length; i++) {
      int at = i / (pixels * shape.channels()) * shape.channels() + i % shape.channels();
      expected[at] += values[i] / pixels;
      gradient[i] = slopes[at] / pixels;
    }
    MeanPoolKernel kernel = kernels.meanPool(shape);
    INDArray y = Tensors.unwritten(one.shape());
    kernel.forward(x, y);
    Tensors.assertClose("y", y, expected);
    INDArray dx = Tensors.unwritten(shape.shape());
    kernel.backward(dy, dx);
    Tensors.assertClose("dx", dx, gradient);
  }

  /** With and without a sum, of every kind of geometry that a residual network has. */
  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void convolutionAddsToWhatIsThere(Kernels kernels) {
    Random random = new Random(3);
    for (ConvGeometry g :
        new ConvGeometry[] {
          new ConvGeometry(new Nhwc(2, 9, 7, 16), 64, 1, 1, 0, 1, true),
          new ConvGeometry(new Nhwc(1, 9, 7, 5), 8, 1, 2, 0, 1, false),
          new ConvGeometry(new Nhwc(1, 13, 11, 16), 16, 3, 1, 4, 4, true),
          // Taps that miss the whole map, by a row, or not quite.
          new ConvGeometry(new Nhwc(2, 5, 4, 16), 8, 3, 1, 12, 12, true),
          new ConvGeometry(new Nhwc(2, 5, 5, 3), 8, 3, 2, 5, 5, false),
          new ConvGeometry(new Nhwc(2, 5, 4, 3), 8, 3, 1, 4, 4, true),
          new ConvGeometry(new Nhwc(1, 3, 3, 3), 5, 3, 1, 2, 3, true)
        }) {
      INDArray x = Tensors.random(random, g.in().shape());
      INDArray w = Tensors.random(random, g.weightShape());
      INDArray b = g.bias() ? Tensors.random(random, g.outChannels()) : null;
      INDArray dy = Tensors.random(random, g.out().shape());
      double[] plain =
          Reference.conv2d(
                  g,
                  false,
                  Tensors.doubles(x),
                  Tensors.doubles(w),
                  b == null ? null : Tensors.doubles(b),
                  Tensors.doubles(dy))
              .y();
      for (boolean relu : new boolean[] {false, true}) {
        INDArray y = Tensors.random(random, g.out().shape());
        double[] expected = Tensors.doubles(y);
        for (int i = 0; i < expected.length; i++) {
          double sum = expected[i] + plain[i];
          expected[i] = relu ? Math.max(0, sum) : sum;
        }
        kernels.convInference(g, true, relu, w, b).forward(x, y);
        Tensors.assertClose("sum", y, expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void dropoutKeepsTheExpectation(Kernels kernels, Nhwc shape) {
    INDArray x = Tensors.random(new Random(4), shape.shape());
    DropoutKernel kernel = new DropoutKernel(shape, 0.25);
    INDArray y = Tensors.unwritten(shape.shape());
    kernel.forward(x, y, 7);
    INDArray dx = Tensors.unwritten(shape.shape());
    kernel.backward(x, dx);
    float[] values = Tensors.floats(x);
    float[] kept = Tensors.floats(y);
    assertThat(Tensors.floats(dx)).as("the gradient passes where the value did").isEqualTo(kept);
    int dropped = 0;
    for (int i = 0; i < kept.length; i++) {
      if (kept[i] == 0) {
        dropped++;
      } else {
        assertThat(kept[i]).isEqualTo(values[i] * (float) (1 / 0.75));
      }
    }
    // Five standard deviations of a binomial distribution.
    double spread = 5 * Math.sqrt(kept.length * 0.25 * 0.75);
    assertThat(Math.abs(dropped - 0.25 * kept.length)).isLessThanOrEqualTo(spread);
    INDArray again = Tensors.unwritten(shape.shape());
    kernel.forward(x, again, 7);
    assertThat(Tensors.floats(again)).isEqualTo(kept);
  }
}
