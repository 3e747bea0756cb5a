package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.kernel.ComputeThreads;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

class TorchAdamTest {
  private static final int N = 100;

  /** Algorithm 1 of Kingma and Ba (2015), in double precision. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-4, 1e-7})
  void isTheAlgorithmInDoublePrecision(double scale) {
    TorchAdam adam = new TorchAdam(0.01);
    GradientUpdater<TorchAdam> updater =
        adam.instantiate(Nd4j.createUninitialized(DataType.FLOAT, 1, 2 * N), true);
    Random random = new Random(8);
    double[] m = new double[N];
    double[] v = new double[N];
    for (int t = 1; t <= 5; t++) {
      float[] gradient = new float[N];
      for (int i = 0; i < N; i++) {
        gradient[i] = (float) (scale * random.nextGaussian());
      }
      INDArray steps = Nd4j.createFromArray(gradient);
      updater.applyUpdater(steps, t - 1, 0);
      for (int i = 0; i < N; i++) {
        m[i] = 0.9 * m[i] + 0.1 * gradient[i];
        v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
        double hatM = m[i] / (1 - Math.pow(0.9, t));
        double hatV = v[i] / (1 - Math.pow(0.999, t));
        double step = 0.01 * hatM / (Math.sqrt(hatV) + 1e-8);
        assertThat((double) steps.getFloat(i))
            .as("step %d of value %d", t, i)
            .isCloseTo(step, within(1e-5 * 0.01));
      }
    }
  }

  /** Where libnd4j's Adam, whose epsilon acts 316 times larger, takes half a step. */
  @Test
  void aTinyFirstGradientMakesAWholeStep() {
    GradientUpdater<TorchAdam> updater =
        new TorchAdam(1).instantiate(Nd4j.createUninitialized(DataType.FLOAT, 1, 2), true);
    INDArray step = Nd4j.createFromArray(3e-7f);
    updater.applyUpdater(step, 0, 0);
    assertThat(step.getDouble(0)).isCloseTo(3e-7 / (3e-7 + 1e-8), within(1e-4));
  }

  /** Enough values for several threads and blocks, of a length that no block divides. */
  @Test
  void threadsDoNotChangeABit() {
    int n = 1_000_003;
    float[][] results = new float[3][];
    try {
      for (int threads = 1; threads <= 3; threads++) {
        ComputeThreads.use(threads);
        INDArray state = Nd4j.createUninitialized(DataType.FLOAT, 1, 2L * n);
        GradientUpdater<TorchAdam> updater = new TorchAdam(0.01).instantiate(state, true);
        Random random = new Random(9);
        float[] all = new float[4 * n];
        for (int t = 0; t < 2; t++) {
          float[] gradient = new float[n];
          for (int i = 0; i < n; i++) {
            gradient[i] = (float) random.nextGaussian();
          }
          INDArray steps = Nd4j.createFromArray(gradient);
          updater.applyUpdater(steps, t, 0);
          System.arraycopy(steps.data().asFloat(), 0, all, t * n, n);
        }
        System.arraycopy(state.data().asFloat(), 0, all, 2 * n, 2 * n);
        results[threads - 1] = all;
      }
    } finally {
      ComputeThreads.use(Runtime.getRuntime().availableProcessors());
    }
    assertThat(Arrays.equals(results[0], results[1])).isTrue();
    assertThat(Arrays.equals(results[0], results[2])).isTrue();
    int untouched = 0;
    for (int i = 0; i < 4 * n; i++) {
      untouched += results[0][i] == 0 ? 1 : 0;
    }
    assertThat(untouched).isZero();
  }

  @Test
  void noGradientMakesNoStep() {
    GradientUpdater<TorchAdam> updater =
        new TorchAdam(1).instantiate(Nd4j.createUninitialized(DataType.FLOAT, 1, 2), true);
    INDArray step = Nd4j.createFromArray(0f);
    updater.applyUpdater(step, 0, 0);
    assertThat(step.getDouble(0)).isZero();
  }
}
