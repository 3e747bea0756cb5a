package io.perpixel.spark;

import java.io.Serializable;

/** What every replica starts a round from. (Not a record: Kryo 4 cannot build records.) */
final class RoundState implements Serializable {
  private static final long serialVersionUID = 1;

  private final float[] parameters;
  private final float[] optimiser;
  private final int iteration;
  private final int epoch;
  private final double learningRate;

  RoundState(float[] parameters, float[] optimiser, int iteration, int epoch, double learningRate) {
    this.parameters = parameters;
    this.optimiser = optimiser;
    this.iteration = iteration;
    this.epoch = epoch;
    this.learningRate = learningRate;
  }

  /** All parameters in graph order. */
  float[] parameters() {
    return parameters;
  }

  /** The optimiser's state; empty where it has none. */
  float[] optimiser() {
    return optimiser;
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
}
