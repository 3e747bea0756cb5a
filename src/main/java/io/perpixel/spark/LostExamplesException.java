package io.perpixel.spark;

import io.perpixel.train.EpochProgress;

/**
 * Fewer examples than there are have come to the replicas. Spark reads a file of its cache that was
 * cut short as if that were all, so a damaged disk would else change the model in silence.
 */
public final class LostExamplesException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private LostExamplesException(String message) {
    super(message);
  }

  /**
   * @param expected examples after as many steps
   */
  static void check(EpochProgress progress, long expected) {
    if (progress.examples() != expected) {
      throw new LostExamplesException(
          "after step %d of the epoch the replicas have seen %,d training examples instead of %,d: a file of Spark's cache or shuffle is damaged (spark.local.dir). Look at that disk, and go on with --resume from the last checkpoint"
              .formatted(progress.step(), progress.examples(), expected));
    }
  }
}
