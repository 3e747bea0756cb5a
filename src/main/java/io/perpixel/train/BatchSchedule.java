package io.perpixel.train;

import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which replica takes which example of an epoch, and in which step. Joint minibatches of {@code
 * workers x batch} examples follow one another; the last one, if it is smaller, is shared out as
 * evenly as possible.
 *
 * @param size examples in the epoch
 * @param workers replicas
 * @param batch examples per replica and step
 */
public record BatchSchedule(long size, int workers, int batch) implements Serializable {
  /** Checks the ranges. */
  public BatchSchedule {
    if (size < 1 || workers < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "%d examples, %d workers, batch %d: each must be at least 1"
              .formatted(size, workers, batch));
    }
  }

  /** Steps that an epoch takes. */
  public long steps() {
    return (size + joint() - 1) / joint();
  }

  /** The replica of the example at a place of the epoch. */
  public int worker(long position) {
    long step = position / joint();
    long inStep = position % joint();
    long examples = Math.min(joint(), size - step * joint());
    long share = (examples + workers - 1) / workers;
    return (int) (inStep / share);
  }

  /** The step of the example at a place of the epoch, from 0. */
  public long step(long position) {
    return position / joint();
  }

  /** Examples that all replicas together have seen after so many steps of the epoch. */
  public long examples(long steps) {
    return Math.min(size, steps * joint());
  }

  /** How many examples a minibatch has that some replica gets in the epoch; all such numbers. */
  public Set<Integer> sizes() {
    Set<Integer> sizes = new TreeSet<>();
    if (size >= joint()) {
      sizes.add(batch);
    }
    long left = size % joint();
    if (left > 0) {
      long share = (left + workers - 1) / workers;
      sizes.add((int) share);
      sizes.add((int) (left % share == 0 ? share : left % share));
    }
    return sizes;
  }

  private long joint() {
    return (long) workers * batch;
  }
}
