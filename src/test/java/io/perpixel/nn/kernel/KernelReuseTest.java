package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One object used again and again, at other addresses, and beside others in other threads. */
class KernelReuseTest {
  private static final Nhwc IN = new Nhwc(4, 12, 12, 3);
  private static final ConvGeometry CONV = new ConvGeometry(IN, 24, 3, 1, 1, 1, true);
  private static final Nhwc MAP = CONV.out();
  private static final Nhwc HALF = MAP.withArea(6, 6);

  /** The kernels of a small network with skip connection, and a step through all of them. */
  private static final class Net {
    private final Conv2dKernel conv;
    private final MaxPoolKernel pool;
    private final BatchNormKernel norm;
    private final ResampleKernel up;
    private final ConcatKernel concat;
    private final PixelLossKernel loss;

    Net(Kernels kernels) {
      conv = kernels.conv2d(CONV, true);
      pool = kernels.maxPool(new PoolGeometry(MAP, 2, 2, 0));
      norm = kernels.batchNorm(HALF, 1e-5, true, false);
      up = kernels.resample(HALF, 12, 12, Kernels.Interpolation.BILINEAR);
      concat = kernels.concat(MAP.withChannels(48), 24, 24);
      loss = kernels.softmaxCrossEntropy(MAP.withChannels(48), CountedPixels.ALL);
    }

    /** All results of a step on arrays that are allocated anew. */
    List<float[]> step(int seed) {
      Random random = new Random(seed);
      INDArray x = Tensors.random(random, IN.shape());
      INDArray w = Tensors.random(random, CONV.weightShape());
      INDArray b = Tensors.random(random, CONV.outChannels());
      INDArray gamma = Tensors.random(random, 24);
      INDArray beta = Tensors.random(random, 24);
      int[] classes = random.ints(MAP.pixels(), 0, 48).toArray();
      INDArray y1 = Tensors.unwritten(MAP.shape());
      conv.forward(x, w, b, y1);
      INDArray y2 = Tensors.unwritten(HALF.shape());
      pool.forward(y1, y2, true);
      INDArray mean = Tensors.unwritten(24);
      INDArray variance = Tensors.unwritten(24);
      INDArray y3 = Tensors.unwritten(HALF.shape());
      norm.forwardTraining(y2, gamma, beta, mean, variance, y3);
      INDArray y4 = Tensors.unwritten(MAP.shape());
      up.forward(y3, y4);
      INDArray logits = Tensors.unwritten(MAP.withChannels(48).shape());
      concat.forward(new INDArray[] {y4, y1}, logits);
      INDArray g5 = Tensors.unwritten(logits.shape());
      double value = loss.forward(logits, Nd4j.createFromArray(classes).reshape(4, 12, 12), g5);
      INDArray g4 = Tensors.unwritten(MAP.shape());
      concat.backward(g5, new INDArray[] {g4, null});
      INDArray g3 = Tensors.unwritten(HALF.shape());
      up.backward(g4, g3);
      INDArray g2 = Tensors.unwritten(HALF.shape());
      INDArray dgamma = Tensors.unwritten(24);
      INDArray dbeta = Tensors.unwritten(24);
      norm.backward(y2, gamma, beta, mean, variance, g3, g2, dgamma, dbeta);
      INDArray g1 = Tensors.unwritten(MAP.shape());
      pool.backward(y1, g2, g1);
      INDArray dx = Tensors.unwritten(IN.shape());
      INDArray dw = Tensors.unwritten(CONV.weightShape());
      INDArray db = Tensors.unwritten(24);
      conv.backward(x, w, y1, g1, dx, dw, db);
      List<float[]> results = new ArrayList<>();
      results.add(new float[] {(float) value});
      for (INDArray array : List.of(logits, mean, variance, dgamma, dbeta, dx, dw, db)) {
        results.add(Tensors.floats(array));
      }
      return results;
    }
  }

  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void keepsNothingOfEarlierSteps(Kernels kernels) {
    Net used = new Net(kernels);
    for (int seed : new int[] {1, 2, 1, 3, 2}) {
      assertSameBits(used.step(seed), new Net(kernels).step(seed));
    }
  }

  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void threadsDoNotDisturbEachOther(Kernels kernels)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      // Not in this thread, for which another test may have set the number of its helpers.
      Net alone = threads.submit(() -> new Net(kernels)).get();
      List<List<float[]>> expected =
          threads.submit(() -> List.of(alone.step(0), alone.step(1))).get();
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        int seed = thread;
        runs.add(
            threads.submit(
                () -> {
                  Net own = new Net(kernels);
                  for (int step = 0; step < 20; step++) {
                    assertSameBits(own.step(seed), expected.get(seed));
                  }
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Channels that fill no vector are convolved through scratch memory, which oneDNN ties to
   * threads.
   */
  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void aKernelGoesOnInAnotherThread(Kernels kernels) throws Exception {
    for (int dilation : new int[] {1, 2}) {
      ConvGeometry geometry =
          new ConvGeometry(new Nhwc(2, 24, 24, 12), 12, 3, 1, dilation, dilation, false);
      Conv2dKernel conv = kernels.conv2d(geometry, false);
      Net net = new Net(kernels);
      List<float[]> first = convolve(conv, geometry);
      List<float[]> step = net.step(1);
      ExecutorService other = Executors.newSingleThreadExecutor();
      try {
        assertSameBits(other.submit(() -> convolve(conv, geometry)).get(), first);
        assertSameBits(other.submit(() -> net.step(1)).get(), step);
      } finally {
        other.shutdownNow();
      }
    }
  }

  private static List<float[]> convolve(Conv2dKernel conv, ConvGeometry geometry) {
    Random random = new Random(5);
    INDArray x = Tensors.random(random, geometry.in().shape());
    INDArray w = Tensors.random(random, geometry.weightShape());
    INDArray y = Tensors.unwritten(geometry.out().shape());
    conv.forward(x, w, null, y);
    INDArray dx = Tensors.unwritten(x.shape());
    INDArray dw = Tensors.unwritten(w.shape());
    conv.backward(x, w, y, y.dup(), dx, dw, null);
    return List.of(Tensors.floats(y), Tensors.floats(dx), Tensors.floats(dw));
  }

  private static void assertSameBits(List<float[]> actual, List<float[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).as("result %d", i).isEqualTo(expected.get(i));
    }
  }
}
