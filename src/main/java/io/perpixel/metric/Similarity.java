package io.perpixel.metric;

/**
 * SIM: the intersection of two maps as histograms, 0 (disjoint) to 1 (equal). Each map is scaled to
 * 0..1 by its minimum and maximum, then to the sum 1. A constant prediction counts as the uniform
 * distribution.
 *
 * <p>Source: the MIT saliency benchmark (Judd et al. 2012).
 */
public final class Similarity {
  private Similarity() {}

  /**
   * The intersection.
   *
   * @param predicted map, row-major, any scale
   * @param truth fixation map of the same size, any scale
   * @return NaN (not available) if the truth is constant, such as an empty fixation map
   * @throws IllegalArgumentException if sizes differ or a value is not finite
   */
  public static double score(double[] predicted, double[] truth) {
    Maps.requirePair(predicted, truth);
    if (Maps.isConstant(truth)) {
      return Double.NaN;
    }
    double[] p = Maps.sumToOne(Maps.minMax(predicted));
    double[] t = Maps.sumToOne(Maps.minMax(truth));
    double intersection = 0;
    for (int i = 0; i < p.length; i++) {
      intersection += Math.min(p[i], t[i]);
    }
    return intersection;
  }
}
