package io.perpixel.spark;

import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/** What one replica made of a round; without parameters where it saw no example. */
final class RoundResult implements TrainingResult, Serializable {
  private static final long serialVersionUID = 1;

  private final long examples;
  private final int steps;
  private final double lossSum;
  private final int divergedStep;
  private final float[] parameters;
  private final float[] optimiser;

  RoundResult(
      long examples,
      int steps,
      double lossSum,
      int divergedStep,
      float[] parameters,
      float[] optimiser) {
    this.examples = examples;
    this.steps = steps;
    this.lossSum = lossSum;
    this.divergedStep = divergedStep;
    this.parameters = parameters;
    this.optimiser = optimiser;
  }

  static RoundResult none() {
    return new RoundResult(0, 0, 0, 0, null, null);
  }

  /** Examples seen: the weight of this replica in the average. */
  long examples() {
    return examples;
  }

  int steps() {
    return steps;
  }

  /** Sum over the examples of their minibatch's mean loss. */
  double lossSum() {
    return lossSum;
  }

  /** The step of the round, from 1, whose loss was not finite; 0 if all were. */
  int divergedStep() {
    return divergedStep;
  }

  float[] parameters() {
    return parameters;
  }

  float[] optimiser() {
    return optimiser;
  }

  /** No statistics beyond those above. */
  @Override
  public void setStats(SparkTrainingStats stats) {
    throw new UnsupportedOperationException("no stats are kept");
  }
}
