package io.perpixel.train;

import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Adam in PyTorch's form, {@code lr * m_hat / (sqrt(v_hat) + eps)}. libnd4j's own folds the bias
 * correction into the learning rate, which makes its epsilon 316 times larger in the first step.
 * (Kingma and Ba, 2015, algorithm 1.)
 */
public final class TorchAdam implements IUpdater {
  private static final long serialVersionUID = 1;

  private double learningRate;
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-8;
  private ISchedule schedule;

  /** For JSON. */
  public TorchAdam() {}

  /** Betas 0.9 and 0.999, epsilon 1e-8. */
  public TorchAdam(double learningRate) {
    this.learningRate = learningRate;
  }

  double beta1() {
    return beta1;
  }

  double beta2() {
    return beta2;
  }

  double epsilon() {
    return epsilon;
  }

  /** First and second moments, one after the other. */
  @Override
  public long stateSize(long parameters) {
    return 2 * parameters;
  }

  @Override
  public GradientUpdater<TorchAdam> instantiate(INDArray view, boolean initialize) {
    return new TorchAdamUpdater(this, view, initialize);
  }

  @Override
  public GradientUpdater<TorchAdam> instantiate(Map<String, INDArray> state, boolean initialize) {
    throw new UnsupportedOperationException("the state is one view array");
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return schedule == null ? learningRate : schedule.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
    learningRate = lr;
    schedule = lrSchedule;
  }

  @Override
  public IUpdater clone() {
    TorchAdam copy = new TorchAdam(learningRate);
    copy.beta1 = beta1;
    copy.beta2 = beta2;
    copy.epsilon = epsilon;
    copy.schedule = schedule == null ? null : schedule.clone();
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchAdam a
        && a.learningRate == learningRate
        && a.beta1 == beta1
        && a.beta2 == beta2
        && a.epsilon == epsilon
        && Objects.equals(a.schedule, schedule);
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, beta1, beta2, epsilon, schedule);
  }
}
