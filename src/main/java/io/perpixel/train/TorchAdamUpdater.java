package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * State and arithmetic of {@link TorchAdam} for one contiguous block of parameters: one pass over
 * memory.
 */
final class TorchAdamUpdater implements GradientUpdater<TorchAdam> {
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

  /** Replaces the gradient by the step that DL4J then subtracts from the parameters. */
  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    FloatIndexer g = HostMemory.floats(gradient);
    FloatIndexer first = HostMemory.floats(m);
    FloatIndexer second = HostMemory.floats(v);
    float beta1 = (float) config.beta1();
    float beta2 = (float) config.beta2();
    float keep1 = (float) (1 - config.beta1());
    float keep2 = (float) (1 - config.beta2());
    int t = iteration + 1;
    // PyTorch: step = lr / (1 - beta1^t); denominator = sqrt(v) / sqrt(1 - beta2^t) + eps.
    float step =
        (float) (config.getLearningRate(iteration, epoch) / (1 - Math.pow(config.beta1(), t)));
    float root = (float) Math.sqrt(1 - Math.pow(config.beta2(), t));
    float epsilon = (float) config.epsilon();
    for (long i = 0, n = gradient.length(); i < n; i++) {
      float grad = g.get(i);
      float mi = beta1 * first.get(i) + keep1 * grad;
      float vi = beta2 * second.get(i) + keep2 * grad * grad;
      first.put(i, mi);
      second.put(i, vi);
      g.put(i, step * mi / ((float) Math.sqrt(vi) / root + epsilon));
    }
  }
}
