package io.perpixel.metric;

/**
 * KL: the information lost, in nats, when the prediction is used in place of the true distribution
 * of fixations; 0 is best. Both maps are scaled to the sum 1 (no minimum is subtracted); then the
 * sum over pixels of t * log(eps + t / (p + eps)), eps = 2^-52. An all-zero prediction counts as
 * the uniform distribution.
 *
 * <p>Source: the MIT saliency benchmark.
 */
public final class KlDivergence {
  private static final double EPSILON = Math.ulp(1.0);

  private KlDivergence() {}

  /**
   * The divergence.
   *
   * @param predicted map, row-major, values from 0
   * @param truth fixation map of the same size, values from 0
   * @return NaN (not available) if the truth is 0 everywhere
   * @throws IllegalArgumentException if sizes differ, or a value is negative or not finite
   */
  public static double score(double[] predicted, double[] truth) {
    Maps.requirePair(predicted, truth);
    requireNotNegative(predicted, "predicted");
    requireNotNegative(truth, "true");
    if (Maps.sum(truth) == 0) {
      return Double.NaN;
    }
    double[] p = Maps.sumToOne(predicted);
    double[] t = Maps.sumToOne(truth);
    double divergence = 0;
    for (int i = 0; i < p.length; i++) {
      divergence += t[i] * Math.log(EPSILON + t[i] / (p[i] + EPSILON));
    }
    return divergence;
  }

  private static void requireNotNegative(double[] map, String role) {
    for (int i = 0; i < map.length; i++) {
      if (map[i] < 0) {
        throw new IllegalArgumentException(
            "the %s map is %s at pixel %d: a distribution needs values from 0 (probabilities, not logits)"
                .formatted(role, map[i], i));
      }
    }
  }
}
