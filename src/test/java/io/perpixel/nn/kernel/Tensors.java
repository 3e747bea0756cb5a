package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Arrays for kernel tests. Every one is a dense view that starts somewhere inside a larger buffer,
 * as a layer's parameters do.
 */
final class Tensors {
  /** Of the largest value: float32 sums of some thousand terms. */
  private static final double TOLERANCE = 1e-5;

  private static final int BEFORE = 5;
  private static final int AFTER = 3;

  private Tensors() {}

  /** Both families, for every test. */
  static Stream<Kernels> families() {
    return Stream.of(new OneDnnKernels(), new Nd4jKernels());
  }

  /** Normally distributed. */
  static INDArray random(Random random, long... shape) {
    INDArray array = unwritten(shape);
    float[] values = new float[(int) array.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return fill(array, values);
  }

  static INDArray of(float[] values, long... shape) {
    return fill(unwritten(shape), values);
  }

  private static INDArray fill(INDArray array, float[] values) {
    return array.assign(Nd4j.createFromArray(values).reshape('c', array.shape()));
  }

  /** NaN all over: what a kernel forgets to write is found. */
  static INDArray unwritten(long... shape) {
    long length = 1;
    for (long side : shape) {
      length *= side;
    }
    INDArray buffer = Nd4j.valueArrayOf(new long[] {BEFORE + length + AFTER}, Float.NaN);
    INDArray view = buffer.get(NDArrayIndex.interval(BEFORE, BEFORE + length)).reshape('c', shape);
    assertThat(view.offset()).isEqualTo(BEFORE);
    return view;
  }

  static double[] doubles(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  static void assertClose(String what, INDArray actual, double[] expected) {
    double[] values = doubles(actual);
    assertThat(values).as(what).hasSameSizeAs(expected).doesNotContain(Double.NaN);
    double largest = 1e-3;
    double error = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(values[i] - expected[i]));
    }
    assertThat(error)
        .as("%s, largest value %g", what, largest)
        .isLessThanOrEqualTo(TOLERANCE * largest);
  }
}
