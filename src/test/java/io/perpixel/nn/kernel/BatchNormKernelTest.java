package io.perpixel.nn.kernel;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchNormKernelTest {
  private static final double EPSILON = 1e-5;

  static Stream<Arguments> cases() {
    return Tensors.families()
        .flatMap(
            kernels ->
                Stream.of(
                        new Nhwc(1, 1, 4, 1),
                        new Nhwc(1, 3, 5, 1),
                        new Nhwc(2, 7, 5, 3),
                        new Nhwc(3, 8, 8, 32),
                        new Nhwc(5, 16, 16, 24))
                    .flatMap(
                        shape ->
                            Stream.of(true, false)
                                .flatMap(
                                    relu ->
                                        Stream.of(true, false)
                                            .map(
                                                global ->
                                                    Arguments.of(kernels, shape, relu, global)))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithLoops(Kernels kernels, Nhwc shape, boolean relu, boolean global) {
    Random random = new Random(3);
    // Far from zero, where E[x²] - E[x]² would lose all digits.
    INDArray x = Tensors.random(random, shape.shape()).addi(20);
    INDArray gamma = Tensors.random(random, shape.channels());
    INDArray beta = Tensors.random(random, shape.channels());
    INDArray dy = Tensors.random(random, shape.shape());
    INDArray mean = Tensors.unwritten(shape.channels());
    INDArray variance = Tensors.unwritten(shape.channels());
    double[] values = Tensors.doubles(x);
    double[] expectedMean = Reference.mean(shape, values);
    double[] expectedVariance = Reference.variance(shape, values, expectedMean);
    if (global) {
      mean.assign(Tensors.random(random, shape.channels()).addi(20));
      variance.assign(Tensors.random(random, shape.channels()).muli(0.1).addi(1));
      expectedMean = Tensors.doubles(mean);
      expectedVariance = Tensors.doubles(variance);
    }
    BatchNormKernel norm = kernels.batchNorm(shape, EPSILON, relu, global);
    INDArray y = Tensors.unwritten(shape.shape());
    norm.forwardTraining(x, gamma, beta, mean, variance, y);
    Tensors.assertClose("mean", mean, expectedMean);
    Tensors.assertClose("variance", variance, expectedVariance);
    // By the kernel's own statistics: how they are rounded depends on how many threads add them
    // up, and x lies so far from zero that the gradients would multiply that error.
    Reference.Gradients expected =
        Reference.batchNorm(
            shape,
            EPSILON,
            relu,
            global,
            values,
            Tensors.doubles(gamma),
            Tensors.doubles(beta),
            Tensors.doubles(mean),
            Tensors.doubles(variance),
            Tensors.doubles(dy));
    Tensors.assertClose("y", y, expected.y());

    INDArray dx = Tensors.unwritten(shape.shape());
    INDArray dgamma = Tensors.unwritten(shape.channels());
    INDArray dbeta = Tensors.unwritten(shape.channels());
    norm.backward(x, gamma, beta, mean, variance, dy, dx, dgamma, dbeta);
    Tensors.assertClose("dx", dx, expected.dx());
    Tensors.assertClose("dgamma", dgamma, expected.dw());
    Tensors.assertClose("dbeta", dbeta, expected.db());

    INDArray inferred = Tensors.unwritten(shape.shape());
    norm.forwardInference(x, gamma, beta, mean, variance, inferred);
    Tensors.assertClose("y of inference", inferred, expected.y());
  }
}
