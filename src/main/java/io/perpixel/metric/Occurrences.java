package io.perpixel.metric;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How often each of some things occurs. Of things without number, such as sizes of photographs, the
 * first {@value #MOST} are told apart.
 *
 * @param <K> of the things; ordered
 */
public final class Occurrences<K extends Comparable<K>> implements Serializable {
  static final int MOST = 10_000;

  private static final long serialVersionUID = 1L;

  private final TreeMap<K, Long> counts = new TreeMap<>();
  private long others;

  void add(K thing) {
    add(thing, 1);
  }

  private void add(K thing, long count) {
    if (counts.size() < MOST || counts.containsKey(thing)) {
      counts.merge(thing, count, Long::sum);
    } else {
      others += count;
    }
  }

  void merge(Occurrences<K> other) {
    other.counts.forEach(this::add);
    others += other.others;
  }

  /** By the thing. */
  public SortedMap<K, Long> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }

  /** Occurrences of what is not told apart. */
  public long others() {
    return others;
  }

  /** All occurrences. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum() + others;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    counts.forEach((thing, count) -> map.put(thing.toString(), count));
    if (others > 0) {
      map.put("", others);
    }
    return map;
  }

  void addAll(Map<?, ?> map, Function<String, K> thing) {
    map.forEach(
        (key, count) -> {
          long number = ((Number) count).longValue();
          if (key.toString().isEmpty()) {
            others += number;
          } else {
            add(thing.apply(key.toString()), number);
          }
        });
  }
}
