package io.perpixel.metric;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Of float32 values. The sums of an image are added in float64, those of images without rounding.
 *
 * <p>The grid of the histogram divides each power of two into 16 parts, from the smallest to the
 * largest float, so that it fits any data and needs no agreement before.
 */
public final class FloatStatistics implements ValueStatistics, Serializable {
  private static final long serialVersionUID = 1L;

  /** Leaves sign, exponent and four bits of a float's fraction. */
  private static final int DROPPED = 19;

  private static final int HALF = 1 << 31 - DROPPED;

  private final long[] counts = new long[2 * HALF];
  private final ExactSum sum = new ExactSum();
  private final ExactSum squares = new ExactSum();
  private long count;
  private long notFinite;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;

  /**
   * Adds every {@code step}th value of an image.
   *
   * @param from index of the first one
   */
  public void add(float[] values, int from, int step, int number) {
    double imageSum = 0;
    double imageSquares = 0;
    int finite = 0;
    for (int i = 0, at = from; i < number; i++, at += step) {
      // 0 and -0 are one value.
      float v = values[at] + 0.0f;
      if (Math.abs(v) <= Float.MAX_VALUE) {
        finite++;
        imageSum += v;
        imageSquares += (double) v * v;
        min = Math.min(min, v);
        max = Math.max(max, v);
        counts[HALF + bin(v)]++;
      }
    }
    sum.add(imageSum);
    squares.add(imageSquares);
    count += finite;
    notFinite += number - finite;
  }

  /** In the order of the values: as integers, floats are so by magnitude. */
  private static int bin(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (bits ^ bits >> 31 & Integer.MAX_VALUE) >> DROPPED;
  }

  private static double lowerEdge(int bin) {
    int ordered = bin << DROPPED;
    // The lowest of a negative bin has all dropped bits set.
    return Float.intBitsToFloat(ordered ^ ordered >> 31 & Integer.MAX_VALUE);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long notFinite() {
    return notFinite;
  }

  @Override
  public double sum() {
    return sum.value();
  }

  @Override
  public double sumOfSquares() {
    return squares.value();
  }

  @Override
  public double min() {
    return count == 0 ? Double.NaN : min;
  }

  @Override
  public double max() {
    return count == 0 ? Double.NaN : max;
  }

  @Override
  public SortedMap<Double, Long> histogram() {
    TreeMap<Double, Long> histogram = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        histogram.put(lowerEdge(i - HALF), counts[i]);
      }
    }
    return histogram;
  }

  @Override
  public double upperEdge(double lower) {
    return lowerEdge(bin((float) lower) + 1);
  }

  @Override
  public void merge(ValueStatistics other) {
    FloatStatistics floats = (FloatStatistics) other;
    for (int i = 0; i < counts.length; i++) {
      counts[i] += floats.counts[i];
    }
    sum.merge(floats.sum);
    squares.merge(floats.squares);
    count += floats.count;
    notFinite += floats.notFinite;
    min = Math.min(min, floats.min);
    max = Math.max(max, floats.max);
  }

  @Override
  public Map<String, Object> toMap() {
    return StatisticsMap.of(this, "from");
  }

  static FloatStatistics fromMap(Map<?, ?> map) {
    FloatStatistics read = new FloatStatistics();
    StatisticsMap.histogram(map, "from")
        .forEach((edge, number) -> read.counts[HALF + bin(edge.floatValue())] = number);
    read.count = StatisticsMap.number(map, "count").longValue();
    read.notFinite = StatisticsMap.number(map, "not_finite").longValue();
    read.sum.add(StatisticsMap.number(map, "sum").doubleValue());
    read.squares.add(StatisticsMap.number(map, "sum_of_squares").doubleValue());
    if (read.count > 0) {
      read.min = StatisticsMap.number(map, "min").floatValue();
      read.max = StatisticsMap.number(map, "max").floatValue();
    }
    return read;
  }
}
