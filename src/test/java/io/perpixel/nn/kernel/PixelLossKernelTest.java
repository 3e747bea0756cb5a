package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
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
    Double[] weights = new Double[shape.channels()];
    Arrays.setAll(weights, c -> c == 0 ? 0 : 3 * random.nextDouble());
    check(kernels, shape, CountedPixels.ignoring(IGNORE), logits, classes);
    check(kernels, shape, new CountedPixels(IGNORE, List.of(weights)), logits, classes);
  }

  /** Against the definition in double precision and its central differences. */
  private static void check(
      Kernels kernels, Nhwc shape, CountedPixels counted, INDArray logits, int... classes) {
    double[] z = Tensors.doubles(logits);
    double expected = Reference.softmaxCrossEntropy(shape, counted, z, classes);
    PixelLossKernel loss = kernels.softmaxCrossEntropy(shape, counted);
    INDArray gradient = Tensors.unwritten(shape.shape());
    double value = loss.forward(logits, labels(shape, classes), gradient);
    assertThat(value).isCloseTo(expected, within(1e-5 * Math.max(1, expected)));
    assertThat(loss.forward(logits, labels(shape, classes), null)).isEqualTo(value);
    double[] numeric = new double[z.length];
    int channels = shape.channels();
    Nhwc pixel = new Nhwc(1, 1, 1, channels);
    double total = counted.total(classes);
    for (int i = 0; i < z.length; i++) {
      // The loss is a mean over pixels: one of them tells how it changes.
      int label = classes[i / channels];
      if (counted.weight(label) == 0) {
        continue;
      }
      double[] own = Arrays.copyOfRange(z, i / channels * channels, (i / channels + 1) * channels);
      double step = 1e-4;
      own[i % channels] = z[i] + step;
      double above = Reference.softmaxCrossEntropy(pixel, counted, own, new int[] {label});
      own[i % channels] = z[i] - step;
      double below = Reference.softmaxCrossEntropy(pixel, counted, own, new int[] {label});
      numeric[i] = (above - below) / (2 * step) * counted.weight(label) / total;
    }
    Tensors.assertClose("gradient", gradient, numeric);
  }

  /** Worked out by hand: weights 1 and 3 of two pixels, the third ignored; PyTorch's mean. */
  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void weightedMeanIsPyTorchs(Kernels kernels) {
    Nhwc shape = new Nhwc(1, 1, 3, 2);
    INDArray logits = Tensors.of(new float[] {0, 0, 0, (float) Math.log(3), 5, 5}, shape.shape());
    INDArray gradient = Tensors.unwritten(shape.shape());
    double value =
        kernels
            .softmaxCrossEntropy(shape, new CountedPixels(IGNORE, List.of(1.0, 3.0)))
            .forward(logits, labels(shape, 0, 1, IGNORE), gradient);
    assertThat(value).isCloseTo((Math.log(2) + 3 * Math.log(4.0 / 3)) / 4, within(1e-5));
    Tensors.assertClose(
        "gradient", gradient, new double[] {-0.125, 0.125, 0.75 * 0.25, -0.75 * 0.25, 0, 0});
  }

  /** PyTorch divides 0 by 0 there. */
  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void nothingCountedIsNoLoss(Kernels kernels) {
    Nhwc shape = new Nhwc(1, 1, 2, 2);
    INDArray logits = Tensors.of(new float[] {1, 2, 3, 4}, shape.shape());
    for (CountedPixels counted :
        List.of(CountedPixels.ignoring(IGNORE), new CountedPixels(IGNORE, List.of(0.0, 1.0)))) {
      int label = counted.classWeights().isEmpty() ? IGNORE : 0;
      INDArray gradient = Tensors.unwritten(shape.shape());
      PixelLossKernel loss = kernels.softmaxCrossEntropy(shape, counted);
      assertThat(loss.forward(logits, labels(shape, label, IGNORE), gradient)).isZero();
      Tensors.assertClose("gradient", gradient, new double[4]);
    }
  }

  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void weightsThatDoNotFitAreRefused(Kernels kernels) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                kernels.softmaxCrossEntropy(
                    new Nhwc(1, 2, 2, 3), new CountedPixels(IGNORE, List.of(1.0, 2.0))))
        .withMessageContainingAll("2 class weights", "3 classes");
    for (List<Double> wrong :
        List.of(
            List.of(1.0, -1.0),
            List.of(Double.NaN, 1.0),
            List.of(1.0, Double.POSITIVE_INFINITY),
            List.of(0.0, 0.0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new CountedPixels(IGNORE, wrong))
          .withMessageContaining("class weights");
    }
  }

  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void logitsAtTheLimits(Kernels kernels) {
    Nhwc shape = new Nhwc(1, 1, 2, 2);
    INDArray logits = Tensors.of(new float[] {1e4f, -1e4f, 1e4f, -1e4f}, shape.shape());
    INDArray gradient = Tensors.unwritten(shape.shape());
    double value =
        kernels
            .softmaxCrossEntropy(shape, CountedPixels.ALL)
            .forward(logits, labels(shape, 0, 1), gradient);
    assertThat(value).isEqualTo(1e4);
    assertThat(Tensors.floats(gradient)).containsExactly(0, 0, 0.5f, -0.5f);
  }

  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void labelsThatAreNoClassesAreRefused(Kernels kernels) {
    Nhwc shape = new Nhwc(1, 2, 2, 3);
    INDArray logits = Tensors.random(new Random(9), shape.shape());
    PixelLossKernel loss = kernels.softmaxCrossEntropy(shape, CountedPixels.ignoring(IGNORE));
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
