package io.perpixel.metric;

import java.util.Map;
import java.util.SortedMap;

/** Sums over the values of one channel that merge in any order to the same bits. */
public interface ValueStatistics {
  /** Finite values. */
  long count();

  /** NaNs and infinities, which count nowhere else. */
  long notFinite();

  /** Of the finite values; likewise the others. */
  double sum();

  /** Of the squares. */
  double sumOfSquares();

  /** NaN if there is no value. */
  double min();

  /** NaN if there is no value. */
  double max();

  /**
   * How many values lie between each key and the next larger edge of the same grid, which does not
   * depend on the data; empty ones are left out.
   */
  SortedMap<Double, Long> histogram();

  /**
   * Where the part of the grid that begins at a key of {@link #histogram} ends.
   *
   * @param lower a key
   */
  double upperEdge(double lower);

  /** Mean; NaN without values. */
  default double mean() {
    return sum() / count();
  }

  /** Standard deviation of all values, not estimated from a sample; NaN without values. */
  default double deviation() {
    double mean = mean();
    return Math.sqrt(Math.max(0, sumOfSquares() / count() - mean * mean));
  }

  /** Adds another's counts, which must be of the same kind. */
  void merge(ValueStatistics other);

  /** For JSON: {@link #sum} and so on, and mean and deviation for people. */
  Map<String, Object> toMap();
}
