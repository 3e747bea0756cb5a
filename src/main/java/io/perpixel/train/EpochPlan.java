package io.perpixel.train;

import java.io.Serializable;

/**
 * How an epoch passes over the training examples, on one machine or many.
 *
 * @param workers replicas
 * @param batch examples per replica and step
 * @param seed of the order
 * @param augmentation of the examples
 */
public record EpochPlan(int workers, int batch, long seed, Augmentation augmentation)
    implements Serializable {
  /** One replica, and examples as they are. */
  public static EpochPlan plain(int batch, long seed) {
    return new EpochPlan(1, batch, seed, Augmentation.NONE);
  }

  /** Who takes which of {@code size} examples in which step. */
  public BatchSchedule schedule(long size) {
    return new BatchSchedule(size, workers, batch);
  }

  /** The order of an epoch; epochs count from 1. */
  public EpochOrder order(long size, int epoch) {
    return new EpochOrder(size, seed, epoch);
  }
}
