package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Adagrad as {@code torch.optim.Adagrad}: {@code s = s + g^2}, the step is {@code lr * g / (sqrt(s)
 * + 1e-10)}, s starts at 0. (Duchi, Hazan and Singer, 2011.)
 */
public final class TorchAdagrad extends TorchOptimiser {
  private static final long serialVersionUID = 1;
  private static final float EPSILON = 1e-10f;

  /** For JSON. */
  public TorchAdagrad() {}

  /** Of that learning rate. */
  public TorchAdagrad(double learningRate) {
    super(learningRate);
  }

  @Override
  boolean stateful() {
    return true;
  }

  @Override
  void step(INDArray gradient, INDArray sum, float rate) {
    FloatIndexer g = HostMemory.floats(gradient);
    FloatIndexer s = HostMemory.floats(sum);
    for (long i = 0, n = gradient.length(); i < n; i++) {
      float grad = g.get(i);
      float next = s.get(i) + grad * grad;
      s.put(i, next);
      g.put(i, rate * grad / ((float) Math.sqrt(next) + EPSILON));
    }
  }

  @Override
  public IUpdater clone() {
    return new TorchAdagrad(getLearningRate(0, 0));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchAdagrad adagrad
        && adagrad.getLearningRate(0, 0) == getLearningRate(0, 0);
  }

  @Override
  public int hashCode() {
    return Double.hashCode(getLearningRate(0, 0));
  }
}
