package io.perpixel.train;

import io.perpixel.metric.Scores;
import java.util.Map;

/** One way of passing over the training data: in this process, or by replicas on Spark. */
public interface TrainingLoop {
  /** Examples in an epoch. */
  long trainingExamples();

  /** Steps of an epoch. */
  int steps();

  /** Sets the optimiser's step size from the next epoch on. */
  void learningRate(double rate);

  /**
   * Trains for one epoch.
   *
   * @param epoch from 1
   * @param from how much of the epoch is behind the model already
   * @param listener told after every step
   * @return mean training loss over the examples, each taken before its step
   * @throws DivergedException if a loss is not finite
   */
  double trainEpoch(int epoch, EpochProgress from, StepListener listener);

  /** Trains for one epoch from its beginning. */
  default double trainEpoch(int epoch, StepListener listener) {
    return trainEpoch(epoch, EpochProgress.NONE, listener);
  }

  /** What else the last epoch showed, by the names that the history is to have. */
  default Map<String, Double> observed() {
    return Map.of();
  }

  /** Loss and metrics of the present model over the validation examples. */
  Scores validate();
}
