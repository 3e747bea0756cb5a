package io.perpixel.train;

import io.perpixel.nn.kernel.ComputeThreads;
import io.perpixel.nn.kernel.HostMemory;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * State and arithmetic of {@link TorchAdam} for one contiguous block of parameters: one pass over
 * memory.
 */
final class TorchAdamUpdater implements GradientUpdater<TorchAdam> {
  /** Values of three arrays that together fit a second-level cache. */
  private static final int BLOCK = 1 << 13;

  private final TorchAdam config;
  private INDArray m;
  private INDArray v;

  TorchAdamUpdater(TorchAdam config, INDArray view, boolean initialize) {
    this.config = config;
    setStateViewArray(view, null, 'c', initialize);
  }

  @Override
  public TorchAdam getConfig() {
    return config;
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
    INDArray flat = view.reshape(view.length());
    if (initialize) {
      flat.assign(0);
    }
    long n = flat.length() / 2;
    m = flat.get(NDArrayIndex.interval(0, n));
    v = flat.get(NDArrayIndex.interval(n, 2 * n));
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialize) {
    m.assign(state.get("M"));
    v.assign(state.get("V"));
  }

  @Override
  public Map<String, INDArray> getState() {
    Map<String, INDArray> state = new LinkedHashMap<>();
    state.put("M", m);
    state.put("V", v);
    return state;
  }

  /**
   * Replaces the gradient by the step that DL4J then subtracts from the parameters. Works on blocks
   * that fit a core's cache, copied to arrays of Java, on which the compiler uses vectors.
   */
  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    int t = iteration + 1;
    double rate = config.getLearningRate(iteration, epoch);
    // PyTorch: step = lr / (1 - beta1^t); denominator = sqrt(v) / sqrt(1 - beta2^t) + eps.
    float step = (float) (rate / (1 - Math.pow(config.beta1(), t)));
    float root = (float) Math.sqrt(1 - Math.pow(config.beta2(), t));
    ComputeThreads.overRanges(
        gradient.length(),
        (from, to) -> {
          float[] g = new float[BLOCK];
          float[] first = new float[BLOCK];
          float[] second = new float[BLOCK];
          for (long at = from; at < to; at += BLOCK) {
            int length = (int) Math.min(BLOCK, to - at);
            FloatBuffer gradients = HostMemory.window(gradient, at, length);
            FloatBuffer firsts = HostMemory.window(m, at, length);
            FloatBuffer seconds = HostMemory.window(v, at, length);
            gradients.get(0, g, 0, length);
            firsts.get(0, first, 0, length);
            seconds.get(0, second, 0, length);
            block(g, first, second, length, step, root);
            gradients.put(0, g, 0, length);
            firsts.put(0, first, 0, length);
            seconds.put(0, second, 0, length);
          }
        });
  }

  private void block(float[] g, float[] first, float[] second, int length, float step, float root) {
    float beta1 = (float) config.beta1();
    float beta2 = (float) config.beta2();
    float keep1 = (float) (1 - config.beta1());
    float keep2 = (float) (1 - config.beta2());
    float epsilon = (float) config.epsilon();
    for (int i = 0; i < length; i++) {
      float grad = g[i];
      float mi = beta1 * first[i] + keep1 * grad;
      float vi = beta2 * second[i] + keep2 * grad * grad;
      first[i] = mi;
      second[i] = vi;
      g[i] = step * mi / ((float) Math.sqrt(vi) / root + epsilon);
    }
  }
}
