package io.perpixel.plan;

import java.util.Map;

/**
 * A time that grows with the number of replicas.
 *
 * @param fixed seconds whatever their number
 * @param perReplica seconds for each of them
 */
public record Line(double fixed, double perReplica) {
  /** Checks the ranges. */
  public Line {
    if (!(fixed >= 0) || !(perReplica >= 0)) {
      throw new IllegalArgumentException(
          "%s s and %s s for each replica: expected times from 0".formatted(fixed, perReplica));
    }
  }

  /** Seconds with that many replicas. */
  public double at(int replicas) {
    return fixed + perReplica * replicas;
  }

  /**
   * The line that fits measured times best, by least squares of relative errors, so that the large
   * times do not decide alone. Neither part is below 0. Of a single point all is per replica: what
   * the driver does for one it does for each.
   *
   * @param seconds by number of replicas
   */
  public static Line through(Map<Integer, Double> seconds) {
    if (seconds.isEmpty()) {
      throw new IllegalArgumentException("no line goes through no points");
    }
    double w = 0;
    double wx = 0;
    double wy = 0;
    double wxx = 0;
    double wxy = 0;
    for (Map.Entry<Integer, Double> point : seconds.entrySet()) {
      double x = point.getKey();
      double y = point.getValue();
      double weight = 1 / Math.max(y * y, 1e-12);
      w += weight;
      wx += weight * x;
      wy += weight * y;
      wxx += weight * x * x;
      wxy += weight * x * y;
    }
    double determinant = w * wxx - wx * wx;
    double slope = determinant > 1e-9 * w * wxx ? (w * wxy - wx * wy) / determinant : wxy / wxx;
    double fixed = (wy - slope * wx) / w;
    if (slope < 0) {
      return new Line(wy / w, 0);
    }
    // Rounding may leave a fixed part of a little below nothing.
    return fixed < 0 ? new Line(0, wxy / wxx) : new Line(fixed, slope);
  }
}
