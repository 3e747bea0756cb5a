package io.perpixel.train;

import java.util.Arrays;

/** The middle of some numbers, which one that is far off does not move. */
public final class Median {
  private Median() {}

  /** Of an even number the mean of the two in the middle; NaN of none. */
  public static double of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
