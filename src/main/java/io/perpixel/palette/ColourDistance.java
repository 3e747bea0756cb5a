package io.perpixel.palette;

import java.util.Locale;

/**
 * The space in which colours are compared, by Euclidean distance.
 *
 * <p>Every 24-bit colour is embedded at integer coordinates, so that sums over any number of pixels
 * are exact in {@code long}: results depend neither on the order of addition nor on the number of
 * threads. RGB coordinates are the values 0..255 themselves; CIE Lab coordinates are rounded to
 * 2^-16, which is 10,000 times finer than the step between neighbouring 24-bit colours.
 */
public enum ColourDistance {
  /** Squared differences of R, G, B in 0..255. */
  RGB(1, 255) {
    @Override
    void embed(double r, double g, double b, double[] to) {
      to[0] = r;
      to[1] = g;
      to[2] = b;
    }

    @Override
    void toRgb(double[] point, double[] to) {
      System.arraycopy(point, 0, to, 0, 3);
    }
  },
  /** CIE 1976 L*a*b* of sRGB under D65 (delta E 1976). */
  LAB(1 << 16, 128 << 16) {
    @Override
    void embed(double r, double g, double b, double[] to) {
      CieLab.fromRgb(r, g, b, to);
      for (int axis = 0; axis < 3; axis++) {
        to[axis] *= 1 << 16;
      }
    }

    @Override
    void toRgb(double[] point, double[] to) {
      CieLab.toRgb(point[0] / (1 << 16), point[1] / (1 << 16), point[2] / (1 << 16), to);
    }
  };

  /** Coordinates per unit of the space. */
  final int scale;

  /** An upper bound of the absolute coordinate of any 24-bit colour. */
  final int largest;

  ColourDistance(int scale, int largest) {
    this.scale = scale;
    this.largest = largest;
  }

  /** Scaled coordinates of a colour given as real numbers 0..255. */
  abstract void embed(double r, double g, double b, double[] to);

  /** The colour (real numbers) at scaled coordinates. */
  abstract void toRgb(double[] point, double[] to);

  /** Integer coordinates of a 24-bit colour. */
  final void embed(int rgb, double[] to) {
    embed(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, to);
    for (int axis = 0; axis < 3; axis++) {
      to[axis] = Math.rint(to[axis]);
    }
  }

  /** Scaled coordinates of K centres, one after the other. */
  final double[] embed(double[][] centres) {
    double[] flat = new double[3 * centres.length];
    double[] point = new double[3];
    for (int k = 0; k < centres.length; k++) {
      embed(centres[k][0], centres[k][1], centres[k][2], point);
      System.arraycopy(point, 0, flat, 3 * k, 3);
    }
    return flat;
  }

  /** The name in files and on the command line: {@code rgb} or {@code lab}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The distance of that name.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static ColourDistance of(String label) {
    for (ColourDistance distance : values()) {
      if (distance.label().equals(label)) {
        return distance;
      }
    }
    throw new IllegalArgumentException(
        "Unknown colour distance \"" + label + "\": expected rgb or lab.");
  }
}
