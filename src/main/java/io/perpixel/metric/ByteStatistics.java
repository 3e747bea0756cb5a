package io.perpixel.metric;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Of unsigned bytes: how often each of the 256 occurs says everything, exactly. */
public final class ByteStatistics implements ValueStatistics, Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] counts = new long[256];

  /**
   * Adds every {@code step}th byte.
   *
   * @param from index of the first one
   */
  public void add(byte[] values, int from, int step, int count) {
    for (int i = 0, at = from; i < count; i++, at += step) {
      counts[values[at] & 0xff]++;
    }
  }

  @Override
  public long count() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  @Override
  public long notFinite() {
    return 0;
  }

  @Override
  public double sum() {
    long sum = 0;
    for (int v = 0; v < counts.length; v++) {
      sum += v * counts[v];
    }
    return sum;
  }

  @Override
  public double sumOfSquares() {
    long sum = 0;
    for (int v = 0; v < counts.length; v++) {
      sum += (long) v * v * counts[v];
    }
    return sum;
  }

  @Override
  public double min() {
    SortedMap<Double, Long> there = histogram();
    return there.isEmpty() ? Double.NaN : there.firstKey();
  }

  @Override
  public double max() {
    SortedMap<Double, Long> there = histogram();
    return there.isEmpty() ? Double.NaN : there.lastKey();
  }

  @Override
  public SortedMap<Double, Long> histogram() {
    TreeMap<Double, Long> histogram = new TreeMap<>();
    for (int v = 0; v < counts.length; v++) {
      if (counts[v] > 0) {
        histogram.put((double) v, counts[v]);
      }
    }
    return histogram;
  }

  @Override
  public double upperEdge(double lower) {
    return lower + 1;
  }

  @Override
  public void merge(ValueStatistics other) {
    ByteStatistics bytes = (ByteStatistics) other;
    for (int v = 0; v < counts.length; v++) {
      counts[v] += bytes.counts[v];
    }
  }

  @Override
  public Map<String, Object> toMap() {
    return StatisticsMap.of(this, "values");
  }

  static ByteStatistics fromMap(Map<?, ?> map) {
    ByteStatistics read = new ByteStatistics();
    StatisticsMap.histogram(map, "values")
        .forEach((value, count) -> read.counts[value.intValue()] = count);
    return read;
  }
}
