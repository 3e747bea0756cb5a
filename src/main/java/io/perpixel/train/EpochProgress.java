package io.perpixel.train;

/**
 * How far an epoch has come; with the model and its optimiser's state that is all it takes to go on
 * with the epoch as if nothing had been.
 *
 * @param step steps taken (of a joint batch, on Spark)
 * @param examples seen
 * @param lossSum over these examples, in nats
 */
public record EpochProgress(int step, long examples, double lossSum) {
  /** Of an epoch that has not begun. */
  public static final EpochProgress NONE = new EpochProgress(0, 0, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a count is negative, there are steps without examples, or
   *     the losses are not finite
   */
  public EpochProgress {
    if (step < 0 || examples < step || !Double.isFinite(lossSum)) {
      throw new IllegalArgumentException(
          "%d steps with %d examples and a sum of losses of %s are no progress of an epoch"
              .formatted(step, examples, lossSum));
    }
  }

  /** Whether the epoch has begun. */
  public boolean hasBegun() {
    return step > 0;
  }

  /** The progress after so many more steps. */
  public EpochProgress plus(int steps, long seen, double losses) {
    return new EpochProgress(step + steps, examples + seen, lossSum + losses);
  }
}
