package io.perpixel.spark;

import java.io.Serializable;

/**
 * How states are cut into slices that are averaged apart. A slice's place in a shuffle is its
 * number and, within it, the replica that it is of.
 */
final class SliceLayout implements Serializable {
  private static final long serialVersionUID = 1;

  /** One slice of all replicas together, which a task holds at a time. */
  private static final long TOGETHER = 64L << 20;

  private static final int MOST = 4 << 20;
  private static final int LEAST = 64 << 10;

  private final int bytes;
  private final int replicas;
  private final int slice;

  /**
   * A layout.
   *
   * @param bytes of a state
   * @param replicas that have one each
   */
  SliceLayout(int bytes, int replicas) {
    this.bytes = bytes;
    this.replicas = replicas;
    slice = (int) Math.max(LEAST, Math.min(MOST, TOGETHER / replicas / LEAST * LEAST));
  }

  /** At least one, which is empty for states without a byte. */
  int slices() {
    return Math.max(1, (int) ((bytes + (long) slice - 1) / slice));
  }

  int replicas() {
    return replicas;
  }

  /** First byte of a slice. */
  int from(int number) {
    return number * slice;
  }

  /** Behind the last byte of a slice. */
  int until(int number) {
    return (int) Math.min(bytes, (number + 1L) * slice);
  }

  /** Ascending by slices, and within one by replicas. */
  long place(int number, int replica) {
    return (long) number * replicas + replica;
  }

  /** Of what is at that place. */
  int slice(long place) {
    return (int) (place / replicas);
  }
}
