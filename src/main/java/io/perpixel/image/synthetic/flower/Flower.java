package io.perpixel.image.synthetic.flower;

/**
 * One flower, seen somewhat from the side.
 *
 * @param species what it is
 * @param y row of its centre, in pixels from the upper edge
 * @param x column of its centre, in pixels from the left edge
 * @param radius in pixels
 * @param turn of the petals, in radians
 * @param tiltedTo direction in which it is foreshortened, in radians
 * @param tilt to how much, 0 to 1; 1 is seen from the front
 * @param light brightness of all its colours; 1 as they are
 */
record Flower(
    Species species,
    double y,
    double x,
    double radius,
    double turn,
    double tiltedTo,
    double tilt,
    double light) {
  /**
   * The colour of a place.
   *
   * @param rgb receives red, green and blue, 0 to 255, if the place belongs to the flower
   * @return whether it does
   */
  boolean colour(double py, double px, double[] rgb) {
    double dy = (py - y) / radius;
    double dx = (px - x) / radius;
    if (dy * dy + dx * dx > 1) {
      return false;
    }
    double cos = StrictMath.cos(tiltedTo);
    double sin = StrictMath.sin(tiltedTo);
    double u = (dx * cos + dy * sin) / tilt;
    double v = -dx * sin + dy * cos;
    double square = u * u + v * v;
    if (square > 1) {
      return false;
    }
    Species.Heart heart = species.heart();
    if (square < heart.radius() * heart.radius()) {
      // A dome with grains.
      double grain = 1 + 0.16 * StrictMath.sin(u * 47) * StrictMath.sin(v * 43);
      double dome = 1.12 - 0.4 * square / (heart.radius() * heart.radius());
      mix(heart.colour(), heart.colour(), 0, light * grain * dome, rgb);
      return true;
    }
    return petals(u, v, rgb);
  }

  private boolean petals(double u, double v, double[] rgb) {
    Species.Petals petals = species.petals();
    double step = 2 * Math.PI / petals.count();
    double angle = StrictMath.atan2(v, u) - turn;
    long nearest = Math.round(angle / step);
    boolean covered = false;
    // Each petal lies over the one before; those further away do not reach here, unless few are
    // wide.
    for (long k = nearest - 1; k <= nearest + 1; k++) {
      double axis = turn + k * step;
      double cos = StrictMath.cos(axis);
      double sin = StrictMath.sin(axis);
      double along = u * cos + v * sin;
      double across = (v * cos - u * sin) / petals.width();
      if (petals.shape().covers(along, across)) {
        double side = across / Math.max(0.05, petals.shape().halfWidth(along));
        double shade =
            petals.pattern().shade(along, across) * (1 - 0.22 * side * side - 0.12 * side);
        double depth = 0.72 + 0.28 * Math.min(1, along * 1.6);
        mix(petals.inner(), petals.outer(), along, light * shade * depth, rgb);
        covered = true;
      }
    }
    return covered;
  }

  private static void mix(int from, int to, double share, double brightness, double[] rgb) {
    for (int c = 0; c < 3; c++) {
      int shift = 16 - 8 * c;
      double value = (from >> shift & 255) * (1 - share) + (to >> shift & 255) * share;
      rgb[c] = Math.max(0, Math.min(255, value * brightness));
    }
  }

  /** Whether two overlap by more than a third of the smaller. */
  boolean isNear(Flower other) {
    double dy = y - other.y;
    double dx = x - other.x;
    double apart = Math.max(radius, other.radius) + Math.min(radius, other.radius) / 3;
    return dy * dy + dx * dx < apart * apart;
  }
}
