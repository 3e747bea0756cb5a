package io.perpixel.image.synthetic.flower;

/**
 * The stem of a flower, from its centre to the lower edge of the picture, with a leaf at its side:
 * background, as in Oxford17's trimaps.
 *
 * @param y row of the flower's centre
 * @param x column of the flower's centre
 * @param foot column where it leaves the picture
 * @param height of the picture
 * @param thickness half of it, in pixels
 * @param leaf length of the leaf in pixels, negative to the left
 */
record Stem(double y, double x, double foot, int height, double thickness, double leaf) {
  /**
   * The colour of a place.
   *
   * @param rgb receives red, green and blue, 0 to 255, if the place belongs to the stem
   * @return whether it does
   */
  boolean colour(double py, double px, double[] rgb) {
    if (py < y) {
      return false;
    }
    double share = (py - y) / Math.max(1, height - y);
    double middle = x + (foot - x) * share * share;
    double across = (px - middle) / thickness;
    if (Math.abs(across) < 1) {
      return green(0.62 + 0.3 * StrictMath.sqrt(1 - across * across), rgb);
    }
    double out = (px - middle) / leaf;
    double base = y + 0.55 * (height - y);
    double rise = (py - (base - 0.5 * Math.abs(leaf) * out)) / (0.22 * Math.abs(leaf));
    if (out > 0 && out < 1 && Math.abs(rise) < StrictMath.sin(Math.PI * out)) {
      return green(0.7 + 0.22 * rise, rgb);
    }
    return false;
  }

  private static boolean green(double light, double[] rgb) {
    rgb[0] = 92 * light;
    rgb[1] = 142 * light;
    rgb[2] = 56 * light;
    return true;
  }
}
