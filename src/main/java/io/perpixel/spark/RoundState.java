package io.perpixel.spark;

import java.io.Serializable;

/** What every replica starts a round from. (Not a record: Kryo 4 cannot build records.) */
final class RoundState implements Serializable {
  private static final long serialVersionUID = 1;

  private final int round;
  private final int iteration;
  private final int epoch;
  private final double learningRate;
  private final byte[] model;

  RoundState(int round, int iteration, int epoch, double learningRate, byte[] model) {
    this.round = round;
    this.iteration = iteration;
    this.epoch = epoch;
    this.learningRate = learningRate;
    this.model = model;
  }

  /** Rounds of this epoch that came before. */
  int round() {
    return round;
  }

  /** Steps taken before this round: what Adam's bias correction counts. */
  int iteration() {
    return iteration;
  }

  /** Epochs finished before this one. */
  int epoch() {
    return epoch;
  }

  /** Step size of the optimiser in this round. */
  double learningRate() {
    return learningRate;
  }

  /** What {@link TravellingState} copies; null once it is in the replica; read only. */
  byte[] model() {
    return model;
  }

  /** The state after this round. */
  RoundState next(int steps, byte[] averaged) {
    return new RoundState(round + 1, iteration + steps, epoch, learningRate, averaged);
  }
}
