package io.perpixel.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/** What one replica made of a round; without a model where it saw no example. */
final class RoundResult implements TrainingResult, Serializable {
  private static final long serialVersionUID = 1;

  private final long examples;
  private final double lossSum;
  private final int divergedStep;
  private final boolean last;
  private final byte[] model;
  private final long[] stepNanos;

  RoundResult(
      long examples,
      long[] stepNanos,
      double lossSum,
      int divergedStep,
      boolean last,
      byte[] model) {
    this.examples = examples;
    this.stepNanos = stepNanos;
    this.lossSum = lossSum;
    this.divergedStep = divergedStep;
    this.last = last;
    this.model = model;
  }

  /** Of a replica whose share of the epoch has ended before. */
  static RoundResult none() {
    return new RoundResult(0, new long[0], 0, 0, true, null);
  }

  /** This result of a replica that has, or has not, taken its last step of the epoch. */
  RoundResult last(boolean itIs) {
    return new RoundResult(examples, stepNanos, lossSum, divergedStep, itIs, model);
  }

  /** This result with the state that the round has left. */
  RoundResult with(byte[] state) {
    return new RoundResult(examples, stepNanos, lossSum, divergedStep, last, state);
  }

  /** This result with bytes {@code from} to {@code until} of its state, if it has one. */
  RoundResult slice(int from, int until) {
    return model == null ? this : with(Arrays.copyOfRange(model, from, until));
  }

  /** Examples seen: the weight of this replica in the average. */
  long examples() {
    return examples;
  }

  int steps() {
    return stepNanos.length;
  }

  /** How long each step took, from asking for its minibatch on; nobody writes to it. */
  long[] stepNanos() {
    return stepNanos;
  }

  /** Sum over the examples of their minibatch's mean loss. */
  double lossSum() {
    return lossSum;
  }

  /** The step of the round, from 1, whose loss was not finite; 0 if all were. */
  int divergedStep() {
    return divergedStep;
  }

  /** Whether the replica has no more minibatches in this epoch. */
  boolean last() {
    return last;
  }

  /** What {@link TravellingState} copies; null while it is still in the replica; read only. */
  byte[] model() {
    return model;
  }

  /** No statistics beyond those above. */
  @Override
  public void setStats(SparkTrainingStats stats) {
    throw new UnsupportedOperationException("no stats are kept");
  }
}
