package io.perpixel.metric;

/**
 * NSS, normalised scanpath saliency: how many standard deviations above its mean the map is at the
 * fixated pixels, on average. Chance is 0.
 *
 * <p>The deviation is the sample's (divisor n - 1). A constant map scores 0.
 *
 * <p>Source: R. Peters et al., "Components of bottom-up gaze allocation in natural images", 2005.
 */
public final class Nss {
  private Nss() {}

  /**
   * The mean z-score at the fixated pixels.
   *
   * @param saliency predicted map, row-major, any scale
   * @param fixated flat row-major indices of fixated pixels; repeated ones count once
   * @return NaN (not available) without fixations
   * @throws IllegalArgumentException if a value is not finite, or an index outside the map
   */
  public static double score(double[] saliency, int[] fixated) {
    Maps.requireFinite(saliency, "predicted");
    int[] fixations = Fixations.distinct(fixated, saliency.length);
    if (fixations.length == 0) {
      return Double.NaN;
    }
    if (Maps.isConstant(saliency)) {
      return 0;
    }
    double mean = Maps.mean(saliency);
    double squares = 0;
    for (double value : saliency) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / (saliency.length - 1));
    return (Maps.mean(Maps.at(saliency, fixations)) - mean) / deviation;
  }
}
