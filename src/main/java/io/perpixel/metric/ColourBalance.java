package io.perpixel.metric;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which colours the pixels of 8-bit RGB images have, and how bright the images are.
 *
 * <p>As in HSV, value is the largest of red, green and blue, and saturation the difference to the
 * smallest, divided by value. A pixel is dark if its value is below 32, grey if its saturation is
 * below 1/8, and else counts for its hue.
 */
public final class ColourBalance implements Serializable {
  /** Equal parts of the circle of hues, beginning at red. */
  public static final int HUES = 24;

  /** Equal parts of 0 to 255. */
  public static final int BRIGHTNESSES = 32;

  private static final long serialVersionUID = 1L;

  private static final int DARK = 32;
  private static final int GREY = 8;
  private static final int SEXTANT = HUES / 6;

  private final long[] hues = new long[HUES];
  private final long[] brightness = new long[BRIGHTNESSES];
  private long dark;
  private long grey;

  /**
   * Adds an image.
   *
   * @param values of red, green and blue
   * @param pixel distance from one pixel to the next in {@code values}
   * @param channel distance from a pixel's red to its green, and from green to blue
   */
  public void add(byte[] values, int pixels, int pixel, int channel) {
    if (pixels == 0) {
      return;
    }
    long sum = 0;
    for (int i = 0, at = 0; i < pixels; i++, at += pixel) {
      int r = values[at] & 0xff;
      int g = values[at + channel] & 0xff;
      int b = values[at + 2 * channel] & 0xff;
      sum += r + g + b;
      int max = Math.max(r, Math.max(g, b));
      int chroma = max - Math.min(r, Math.min(g, b));
      if (max < DARK) {
        dark++;
      } else if (chroma * GREY < max) {
        grey++;
      } else {
        hues[hue(r, g, b, max, chroma)]++;
      }
    }
    brightness[(int) (sum * BRIGHTNESSES / (3L * 256 * pixels))]++;
  }

  /** In whole numbers: how far, in parts of {@link #HUES}, from red by green to blue and back. */
  private static int hue(int r, int g, int b, int max, int chroma) {
    int turned;
    if (max == r) {
      turned = g - b;
    } else if (max == g) {
      turned = 2 * chroma + b - r;
    } else {
      turned = 4 * chroma + r - g;
    }
    return Math.floorMod(Math.floorDiv(turned * SEXTANT, chroma), HUES);
  }

  void merge(ColourBalance other) {
    dark += other.dark;
    grey += other.grey;
    for (int i = 0; i < HUES; i++) {
      hues[i] += other.hues[i];
    }
    for (int i = 0; i < BRIGHTNESSES; i++) {
      brightness[i] += other.brightness[i];
    }
  }

  /** Pixels too dark to have a hue. */
  public long dark() {
    return dark;
  }

  /** Pixels of no hue, from dark grey to white. */
  public long grey() {
    return grey;
  }

  /** Pixels by hue; a copy. */
  public long[] hues() {
    return hues.clone();
  }

  /** Images by the mean of all their values; a copy. */
  public long[] brightness() {
    return brightness.clone();
  }

  /** All pixels. */
  public long pixels() {
    long sum = dark + grey;
    for (long hue : hues) {
      sum += hue;
    }
    return sum;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("dark", dark);
    map.put("grey", grey);
    map.put("hues", StatisticsMap.list(hues));
    map.put("brightness", StatisticsMap.list(brightness));
    return map;
  }

  void addAll(Map<?, ?> map) {
    dark += StatisticsMap.number(map, "dark").longValue();
    grey += StatisticsMap.number(map, "grey").longValue();
    StatisticsMap.add(map, "hues", hues);
    StatisticsMap.add(map, "brightness", brightness);
  }
}
