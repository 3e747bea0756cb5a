package io.perpixel.metric;

import java.util.Arrays;

/** Fixated pixels as flat row-major indices. */
final class Fixations {
  private Fixations() {}

  /**
   * The indices sorted and each once: a fixation map is binary, however often a pixel was looked
   * at.
   *
   * @throws IllegalArgumentException if one is not a pixel of the map
   */
  static int[] distinct(int[] fixated, int pixels) {
    requireInside(fixated, pixels);
    return Arrays.stream(fixated).sorted().distinct().toArray();
  }

  /**
   * Checks that all are pixels of the map.
   *
   * @throws IllegalArgumentException if one is not
   */
  static void requireInside(int[] fixated, int pixels) {
    for (int pixel : fixated) {
      if (pixel < 0 || pixel >= pixels) {
        throw new IllegalArgumentException(
            "fixation at pixel %d, but the map has %d pixels: expected flat row-major indices from 0"
                .formatted(pixel, pixels));
      }
    }
  }
}
