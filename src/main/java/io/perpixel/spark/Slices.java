package io.perpixel.spark;

/** How many partitions a list of files is cut into. */
final class Slices {
  /** Several per core, so that one slow partition does not hold up the end. */
  private static final int PER_CORE = 3;

  /**
   * Images decode at some hundreds a second: a task lasts seconds, and its part file stays
   * moderate.
   */
  private static final int LARGEST = 1000;

  private Slices() {}

  static int of(int items, int parallelism) {
    int wanted = Math.max(parallelism * PER_CORE, (items + LARGEST - 1) / LARGEST);
    return Math.max(1, Math.min(items, wanted));
  }
}
