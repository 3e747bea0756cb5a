package io.perpixel.train;

/** Told how an epoch goes on: after every step of the plain loop, after every round on Spark. */
@FunctionalInterface
public interface StepListener {
  /** Does nothing. */
  StepListener NONE = (step, steps, examples, meanLoss) -> {};

  /**
   * Called when steps have been taken.
   *
   * @param step the last of them, from 1
   * @param steps of the epoch
   * @param examples seen in this epoch so far
   * @param meanLoss mean training loss over the examples since the last call, in nats
   */
  void onStep(int step, int steps, long examples, double meanLoss);

  /**
   * Called before {@link #onStep} where replicas were averaged.
   *
   * @param divergence how far they were off their average, relative to its norm
   */
  default void onAveraged(double divergence) {}

  /** Whether {@link #onPause} should be called before the epoch's next step; not after the last. */
  default boolean wantsPause() {
    return false;
  }

  /**
   * Called within an epoch, if {@link #wantsPause} asks for it: for as long as this takes, the
   * model is what it is after that much of the epoch. On Spark replicas may go on meanwhile.
   */
  default void onPause(EpochProgress progress) {}
}
