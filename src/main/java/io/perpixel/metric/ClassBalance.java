package io.perpixel.metric;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many pixels, and how many images, each class of masks has. */
public final class ClassBalance implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int VALUES = 256;

  private final long[] pixels = new long[VALUES];
  private final long[] images = new long[VALUES];

  /**
   * Of one class.
   *
   * @param pixels that have it
   * @param images with such a pixel
   */
  public record Share(long pixels, long images) {}

  /** Adds a mask, one byte a pixel. */
  public void add(byte[] mask) {
    long[] own = new long[VALUES];
    for (byte pixel : mask) {
      own[pixel & 0xff]++;
    }
    for (int i = 0; i < VALUES; i++) {
      pixels[i] += own[i];
      images[i] += own[i] > 0 ? 1 : 0;
    }
  }

  void merge(ClassBalance other) {
    for (int i = 0; i < VALUES; i++) {
      pixels[i] += other.pixels[i];
      images[i] += other.images[i];
    }
  }

  /** By the class; those that never occur are left out. */
  public SortedMap<Integer, Share> shares() {
    SortedMap<Integer, Share> shares = new TreeMap<>();
    for (int i = 0; i < VALUES; i++) {
      if (pixels[i] > 0) {
        shares.put(i, new Share(pixels[i], images[i]));
      }
    }
    return shares;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    shares()
        .forEach(
            (value, share) -> {
              Map<String, Object> counts = new LinkedHashMap<>();
              counts.put("pixels", share.pixels());
              counts.put("images", share.images());
              map.put(value.toString(), counts);
            });
    return map;
  }

  void addAll(Map<?, ?> map) {
    for (Object key : map.keySet()) {
      Map<?, ?> share = StatisticsMap.map(map, key.toString());
      int value = Integer.parseInt(key.toString());
      pixels[value] += StatisticsMap.number(share, "pixels").longValue();
      images[value] += StatisticsMap.number(share, "images").longValue();
    }
  }
}
