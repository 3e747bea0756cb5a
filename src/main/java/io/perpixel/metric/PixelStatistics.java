package io.perpixel.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Statistics of each channel, of images of each kind: 8-bit or float32, of so many channels. */
public final class PixelStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String BYTES = "uint8";
  private static final String FLOATS = "float32";

  private final TreeMap<String, List<ValueStatistics>> kinds = new TreeMap<>();

  /**
   * Adds an image.
   *
   * @param pixel distance from one pixel to the next in {@code values}
   * @param channel distance from a pixel's channel to the next one
   */
  void add(byte[] values, int pixels, int channels, int pixel, int channel) {
    List<ValueStatistics> all = kind(BYTES, channels);
    for (int c = 0; c < channels; c++) {
      ((ByteStatistics) all.get(c)).add(values, c * channel, pixel, pixels);
    }
  }

  /** Likewise. */
  void add(float[] values, int pixels, int channels, int pixel, int channel) {
    List<ValueStatistics> all = kind(FLOATS, channels);
    for (int c = 0; c < channels; c++) {
      ((FloatStatistics) all.get(c)).add(values, c * channel, pixel, pixels);
    }
  }

  private List<ValueStatistics> kind(String type, int channels) {
    return kinds.computeIfAbsent(
        type + " x " + channels,
        key -> {
          List<ValueStatistics> made = new ArrayList<>();
          for (int c = 0; c < channels; c++) {
            made.add(type.equals(BYTES) ? new ByteStatistics() : new FloatStatistics());
          }
          return made;
        });
  }

  void merge(PixelStatistics other) {
    other.kinds.forEach(this::merge);
  }

  private void merge(String key, List<? extends ValueStatistics> channels) {
    List<ValueStatistics> own = kind(type(key), channels.size());
    for (int c = 0; c < channels.size(); c++) {
      own.get(c).merge(channels.get(c));
    }
  }

  private static String type(String key) {
    String type = key.split(" ", 2)[0];
    if (!type.equals(BYTES) && !type.equals(FLOATS)) {
      throw new IllegalArgumentException(
          "these are no statistics: values of kind '%s', expected uint8 or float32".formatted(key));
    }
    return type;
  }

  /** The channels by the kind, such as {@code uint8 x 3}. */
  public SortedMap<String, List<ValueStatistics>> kinds() {
    return Collections.unmodifiableSortedMap(kinds);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new TreeMap<>();
    kinds.forEach(
        (kind, channels) -> map.put(kind, channels.stream().map(ValueStatistics::toMap).toList()));
    return map;
  }

  void addAll(Map<?, ?> map) {
    for (Object key : map.keySet()) {
      boolean bytes = type(key.toString()).equals(BYTES);
      List<ValueStatistics> read = new ArrayList<>();
      for (Object channel : StatisticsMap.list(map, key.toString())) {
        Map<?, ?> values = (Map<?, ?>) channel;
        read.add(bytes ? ByteStatistics.fromMap(values) : FloatStatistics.fromMap(values));
      }
      merge(key.toString(), read);
    }
  }
}
