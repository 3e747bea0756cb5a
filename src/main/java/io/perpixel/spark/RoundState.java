package io.perpixel.spark;

import java.io.Serializable;

/** What every replica starts a round from. (Not a record: Kryo 4 cannot build records.) */
final class RoundState implements Serializable {
  private static final long serialVersionUID = 1;

  private final float[] parameters;
  private final float[] optimiser;
  private final int iteration;
  private final int epoch;

  RoundState(float[] parameters, float[] optimiser, int iteration, int epoch) {
    this.parameters = parameters;
    this.optimiser = optimiser;
    this.iteration = iteration;
    this.epoch = epoch;
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

  /** Epochs finished before this one, for learning-rate schedules. */
  int epoch() {
    return epoch;
  }
}
