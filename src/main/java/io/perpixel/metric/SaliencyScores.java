package io.perpixel.metric;

import java.io.Serializable;

/**
 * The saliency metrics of many images: each image is scored for itself, its values are summed
 * without rounding, and the mean is taken at the end. Partitions fill their own and merge them in
 * any order; the result is the same to the bit.
 *
 * <p>An image for which a metric is not available (no fixations, an empty true map) does not count
 * in that metric's mean; {@link #counted} says how many did. An image that the model fails on by
 * predicting a constant does count, by what chance would score.
 */
public final class SaliencyScores implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int METRICS = SaliencyMetric.values().length;

  private final ExactSum[] sums = new ExactSum[METRICS];
  private final long[] counts = new long[METRICS];
  private long images;

  /** Nothing counted yet. */
  public SaliencyScores() {
    for (int m = 0; m < METRICS; m++) {
      sums[m] = new ExactSum();
    }
  }

  /**
   * Scores one image.
   *
   * @param predicted map of probabilities, row-major
   * @param truth fixation map of the same size, values from 0
   * @param fixated flat row-major indices of fixated pixels; null or empty if there are none known
   * @param negatives fixations of other images, one split a row (see {@link FixationPool}); null or
   *     empty if there are none
   * @throws IllegalArgumentException if sizes differ, a value is negative or not finite, or an
   *     index is outside the map
   */
  public void add(double[] predicted, double[] truth, int[] fixated, int[][] negatives) {
    double cc = LinearCorrelation.score(predicted, truth);
    double sim = Similarity.score(predicted, truth);
    double kl = KlDivergence.score(predicted, truth);
    double judd = fixated == null ? Double.NaN : AucJudd.score(predicted, fixated);
    double nss = fixated == null ? Double.NaN : Nss.score(predicted, fixated);
    double sauc =
        fixated == null || negatives == null
            ? Double.NaN
            : ShuffledAuc.score(predicted, fixated, negatives);
    count(SaliencyMetric.CC, cc);
    count(SaliencyMetric.SIM, sim);
    count(SaliencyMetric.KL, kl);
    count(SaliencyMetric.AUC_JUDD, judd);
    count(SaliencyMetric.NSS, nss);
    count(SaliencyMetric.SAUC, sauc);
    images++;
  }

  private void count(SaliencyMetric metric, double value) {
    if (!Double.isNaN(value)) {
      sums[metric.ordinal()].add(value);
      counts[metric.ordinal()]++;
    }
  }

  /** Adds another's sums and counts; returns this. */
  public SaliencyScores merge(SaliencyScores other) {
    for (int m = 0; m < METRICS; m++) {
      sums[m].merge(other.sums[m]);
      counts[m] += other.counts[m];
    }
    images += other.images;
    return this;
  }

  /** Mean over the images for which the metric is available; NaN (not available) if for none. */
  public double mean(SaliencyMetric metric) {
    return sums[metric.ordinal()].value() / counts[metric.ordinal()];
  }

  /** Images for which the metric is available. */
  public long counted(SaliencyMetric metric) {
    return counts[metric.ordinal()];
  }

  /** Images scored. */
  public long images() {
    return images;
  }
}
