package io.perpixel.metric;

/** Trapezoidal area under a curve from (0, 0) to (1, 1), whose points come from left to right. */
final class RocArea {
  private double area;
  private double lastX;
  private double lastY;

  /** Adds the next point: false and true positive rate. */
  void add(double x, double y) {
    area += (x - lastX) * (lastY + y) / 2;
    lastX = x;
    lastY = y;
  }

  /** The area once the curve is led to (1, 1). */
  double value() {
    return area + (1 - lastX) * (lastY + 1) / 2;
  }
}
