package io.perpixel.train;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * What optimisers in PyTorch's form share that keep at most one value per parameter. The learning
 * rate is set from outside before each epoch ({@link LearningRate}), so that a schedule may depend
 * on what the epochs before gave.
 */
public abstract class TorchOptimiser implements IUpdater {
  private static final long serialVersionUID = 1;

  private double learningRate;

  /** For JSON. */
  TorchOptimiser() {}

  TorchOptimiser(double learningRate) {
    this.learningRate = learningRate;
  }

  /** Whether a value is kept for each parameter. */
  abstract boolean stateful();

  /**
   * Replaces the gradient by the step that DL4J then subtracts from the parameters.
   *
   * @param state one value per parameter, zero before the first step; null if there is none
   */
  abstract void step(INDArray gradient, INDArray state, float rate);

  @Override
  public abstract IUpdater clone();

  @Override
  public long stateSize(long parameters) {
    return stateful() ? parameters : 0;
  }

  @Override
  public GradientUpdater<TorchOptimiser> instantiate(INDArray view, boolean initialize) {
    return new TorchOptimiserUpdater(this, view, initialize);
  }

  @Override
  public GradientUpdater<TorchOptimiser> instantiate(
      Map<String, INDArray> state, boolean initialize) {
    throw new UnsupportedOperationException("the state is one view array");
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRate;
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule schedule) {
    if (schedule != null) {
      throw new UnsupportedOperationException("the learning rate is set before each epoch");
    }
    learningRate = lr;
  }
}
