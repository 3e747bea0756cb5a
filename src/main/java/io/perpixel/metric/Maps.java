package io.perpixel.metric;

import java.util.Arrays;

/** What the saliency metrics do to maps: checks and normalisations. Inputs stay as they are. */
final class Maps {
  private Maps() {}

  /**
   * Checks a map.
   *
   * @param role {@code predicted} or {@code true}, for the message
   * @throws IllegalArgumentException if a value is NaN or infinite, or there is none
   */
  static void requireFinite(double[] map, String role) {
    if (map.length == 0) {
      throw new IllegalArgumentException("the " + role + " map has no pixels");
    }
    for (int i = 0; i < map.length; i++) {
      if (!Double.isFinite(map[i])) {
        throw new IllegalArgumentException(
            "the %s map is %s at pixel %d: expected finite values".formatted(role, map[i], i));
      }
    }
  }

  /**
   * Checks a prediction and its truth.
   *
   * @throws IllegalArgumentException if sizes differ or a value is not finite
   */
  static void requirePair(double[] predicted, double[] truth) {
    if (predicted.length != truth.length) {
      throw new IllegalArgumentException(
          "the predicted map has %d pixels, the true one %d: expected the same size"
              .formatted(predicted.length, truth.length));
    }
    requireFinite(predicted, "predicted");
    requireFinite(truth, "true");
  }

  /** Whether all values are equal: such a map says nothing about where. */
  static boolean isConstant(double[] map) {
    for (double value : map) {
      if (value != map[0]) {
        return false;
      }
    }
    return true;
  }

  /** (x - min) / (max - min), 0..1; zeros if the map is constant. */
  static double[] minMax(double[] map) {
    double min = Arrays.stream(map).min().orElse(0);
    double range = Arrays.stream(map).max().orElse(0) - min;
    double[] scaled = new double[map.length];
    for (int i = 0; i < map.length && range > 0; i++) {
      scaled[i] = (map[i] - min) / range;
    }
    return scaled;
  }

  /** x / sum: a distribution; the uniform one if the sum is 0. */
  static double[] sumToOne(double[] map) {
    double sum = sum(map);
    double[] shares = new double[map.length];
    for (int i = 0; i < map.length; i++) {
      shares[i] = sum == 0 ? 1.0 / map.length : map[i] / sum;
    }
    return shares;
  }

  static double sum(double[] map) {
    double sum = 0;
    for (double value : map) {
      sum += value;
    }
    return sum;
  }

  static double mean(double[] map) {
    return sum(map) / map.length;
  }

  /** The values at some pixels. */
  static double[] at(double[] map, int[] pixels) {
    double[] values = new double[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      values[i] = map[pixels[i]];
    }
    return values;
  }
}
