package io.perpixel.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Statistics as the maps, lists and numbers that JSON knows, and back. */
final class StatisticsMap {
  private static final String COUNTS = "counts";

  private StatisticsMap() {}

  /**
   * Of one channel.
   *
   * @param keys what the keys of the histogram are called
   */
  static Map<String, Object> of(ValueStatistics channel, String keys) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", channel.count());
    map.put("not_finite", channel.notFinite());
    map.put("mean", channel.mean());
    map.put("std", channel.deviation());
    map.put("min", channel.min());
    map.put("max", channel.max());
    map.put("sum", channel.sum());
    map.put("sum_of_squares", channel.sumOfSquares());
    SortedMap<Double, Long> histogram = channel.histogram();
    Map<String, Object> lists = new LinkedHashMap<>();
    lists.put(keys, List.copyOf(histogram.keySet()));
    lists.put(COUNTS, List.copyOf(histogram.values()));
    map.put("histogram", lists);
    return map;
  }

  static SortedMap<Double, Long> histogram(Map<?, ?> channel, String keys) {
    Map<?, ?> histogram = map(channel, "histogram");
    List<?> edges = list(histogram, keys);
    List<?> counts = list(histogram, COUNTS);
    if (edges.size() != counts.size()) {
      throw new IllegalArgumentException(
          "a histogram has %d of %s, but %d counts".formatted(edges.size(), keys, counts.size()));
    }
    SortedMap<Double, Long> read = new TreeMap<>();
    for (int i = 0; i < edges.size(); i++) {
      read.put(((Number) edges.get(i)).doubleValue(), ((Number) counts.get(i)).longValue());
    }
    return read;
  }

  static List<Long> list(long[] values) {
    List<Long> list = new ArrayList<>();
    for (long value : values) {
      list.add(value);
    }
    return list;
  }

  /** Adds a list to an array of the same length. */
  static void add(Map<?, ?> map, String key, long[] sums) {
    List<?> values = list(map, key);
    if (values.size() != sums.length) {
      throw new IllegalArgumentException(
          "%s: expected %d counts, found %d".formatted(key, sums.length, values.size()));
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] += ((Number) values.get(i)).longValue();
    }
  }

  static Map<?, ?> map(Map<?, ?> map, String key) {
    if (map.get(key) instanceof Map<?, ?> found) {
      return found;
    }
    throw missing(key, "an object", map);
  }

  static List<?> list(Map<?, ?> map, String key) {
    if (map.get(key) instanceof List<?> found) {
      return found;
    }
    throw missing(key, "a list", map);
  }

  static Number number(Map<?, ?> map, String key) {
    if (map.get(key) instanceof Number found) {
      return found;
    }
    throw missing(key, "a number", map);
  }

  private static IllegalArgumentException missing(String key, String expected, Map<?, ?> map) {
    return new IllegalArgumentException(
        "these are no statistics: %s should be %s, found %s"
            .formatted(key, expected, map.get(key)));
  }
}
