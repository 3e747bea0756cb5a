package io.perpixel.palette;

import java.util.Arrays;

/** Checks and conversions of [K][3] centres. */
final class Centres {
  private Centres() {}

  /**
   * @throws IllegalArgumentException if there is no centre, or one is not three numbers in the
   *     range
   */
  static void check(double[][] centres, double low, double high, String what) {
    if (centres.length == 0) {
      throw new IllegalArgumentException("The " + what + " are empty: expected at least one row.");
    }
    for (int k = 0; k < centres.length; k++) {
      boolean good = centres[k] != null && centres[k].length == 3;
      for (int axis = 0; good && axis < 3; axis++) {
        good = centres[k][axis] >= low && centres[k][axis] <= high;
      }
      if (!good) {
        throw new IllegalArgumentException(
            "Row "
                + k
                + " of the "
                + what
                + " is "
                + Arrays.toString(centres[k])
                + ": expected three numbers (red, green, blue) in "
                + (long) low
                + ".."
                + (long) high
                + ".");
      }
    }
  }

  /** RGB in 0..255; a mean of Lab colours that sRGB cannot quite show is clamped. */
  static double[][] toRgb(ColourDistance distance, double[] flat) {
    double[][] rgb = new double[flat.length / 3][3];
    for (int k = 0; k < rgb.length; k++) {
      distance.toRgb(Arrays.copyOfRange(flat, 3 * k, 3 * k + 3), rgb[k]);
      for (int axis = 0; axis < 3; axis++) {
        rgb[k][axis] = Math.min(255, Math.max(0, rgb[k][axis]));
      }
    }
    return rgb;
  }
}
