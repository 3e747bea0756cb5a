package io.perpixel.image.synthetic;

/**
 * Something drawn on a background.
 *
 * @param shape its outline
 * @param y row of its centre, in pixels from the upper edge
 * @param x column of its centre, in pixels from the left edge
 * @param radius in pixels
 * @param rgb its colour, 0..255 each
 * @param salient whether it is looked at: its colour is far from what is around it
 */
record Thing(Shape shape, double y, double x, double radius, double[] rgb, boolean salient) {
  /** Whether a place belongs to it. */
  boolean covers(double py, double px) {
    return shape.covers((py - y) / radius, (px - x) / radius);
  }

  /** Whether two would touch, with a margin of half a radius between them. */
  boolean isNear(Thing other) {
    double dy = y - other.y;
    double dx = x - other.x;
    double apart = 1.5 * (radius + other.radius);
    return dy * dy + dx * dx < apart * apart;
  }
}
