package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import java.util.Objects;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Stochastic gradient descent as {@code torch.optim.SGD}: {@code v = momentum * v + g}, the step is
 * {@code lr * v}, or with Nesterov {@code lr * (g + momentum * v)}; no dampening. Unlike
 * Sutskever's form, which DL4J has, the learning rate does not enter the velocity, so a change of
 * rate acts at once.
 */
public final class TorchSgd extends TorchOptimiser {
  private static final long serialVersionUID = 1;

  private double momentum;
  private boolean nesterov;

  /** For JSON. */
  public TorchSgd() {}

  /**
   * @param momentum 0 (none, and no state) to below 1
   * @throws IllegalArgumentException for Nesterov without momentum, as in PyTorch
   */
  public TorchSgd(double learningRate, double momentum, boolean nesterov) {
    super(learningRate);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("Nesterov's form needs a momentum above 0");
    }
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  @Override
  boolean stateful() {
    return momentum > 0;
  }

  @Override
  void step(INDArray gradient, INDArray velocity, float rate) {
    FloatIndexer g = HostMemory.floats(gradient);
    long n = gradient.length();
    if (!stateful()) {
      for (long i = 0; i < n; i++) {
        g.put(i, rate * g.get(i));
      }
      return;
    }
    FloatIndexer v = HostMemory.floats(velocity);
    float keep = (float) momentum;
    for (long i = 0; i < n; i++) {
      float next = keep * v.get(i) + g.get(i);
      v.put(i, next);
      g.put(i, rate * (nesterov ? g.get(i) + keep * next : next));
    }
  }

  @Override
  public IUpdater clone() {
    return new TorchSgd(getLearningRate(0, 0), momentum, nesterov);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchSgd sgd
        && sgd.getLearningRate(0, 0) == getLearningRate(0, 0)
        && sgd.momentum == momentum
        && sgd.nesterov == nesterov;
  }

  @Override
  public int hashCode() {
    return Objects.hash(getLearningRate(0, 0), momentum, nesterov);
  }
}
