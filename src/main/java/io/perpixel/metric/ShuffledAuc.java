package io.perpixel.metric;

/**
 * sAUC, shuffled AUC: as a ROC area, but the negatives are pixels that people looked at in other
 * images. A map that only knows that people look at the centre gains nothing.
 *
 * <p>The saliency is scaled to 0..1 by its minimum and maximum. Each split is one draw of negatives
 * and has its own curve: thresholds 0, 0.1, 0.2… up to the first at or above the largest value at
 * any fixation or negative, taken in descending order, trapezoids through (0, 0) and (1, 1). The
 * score is the mean over the splits. A constant map scores 0.5.
 *
 * <p>Source: L. Zhang et al., "SUN: A Bayesian framework for saliency using natural statistics",
 * 2008; steps of 0.1 as in the MIT saliency benchmark.
 */
public final class ShuffledAuc {
  private static final double STEP = 0.1;

  private ShuffledAuc() {}

  /**
   * The mean area, 0..1.
   *
   * @param saliency predicted map, row-major, any scale
   * @param fixated flat row-major indices of this image's fixated pixels; repeated ones count once
   * @param splits negatives: one draw a row, flat row-major indices, counted as often as they occur
   * @return NaN (not available) if there is no fixation or no split, or a split is empty
   * @throws IllegalArgumentException if a value is not finite, or an index outside the map
   */
  public static double score(double[] saliency, int[] fixated, int[][] splits) {
    Maps.requireFinite(saliency, "predicted");
    int[] fixations = Fixations.distinct(fixated, saliency.length);
    if (fixations.length == 0) {
      return Double.NaN;
    }
    double[] scaled = Maps.minMax(saliency);
    double[] positives = Maps.at(scaled, fixations);
    double sum = 0;
    for (int[] split : splits) {
      Fixations.requireInside(split, saliency.length);
      sum += split.length == 0 ? Double.NaN : area(positives, Maps.at(scaled, split));
    }
    return sum / splits.length;
  }

  private static double area(double[] positives, double[] negatives) {
    double largest = Math.max(max(positives), max(negatives));
    int last = 0;
    while (last * STEP < largest) {
      last++;
    }
    RocArea area = new RocArea();
    for (int k = last; k >= 0; k--) {
      double threshold = k * STEP;
      area.add(shareReaching(threshold, negatives), shareReaching(threshold, positives));
    }
    return area.value();
  }

  private static double shareReaching(double threshold, double[] values) {
    int reaching = 0;
    for (double value : values) {
      reaching += value >= threshold ? 1 : 0;
    }
    return (double) reaching / values.length;
  }

  private static double max(double[] values) {
    double max = values[0];
    for (double value : values) {
      max = Math.max(max, value);
    }
    return max;
  }
}
