package io.perpixel.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loss and saliency metrics of predicted maps; every image counts the same, whatever its size. A
 * metric that is available for no image is left out.
 */
public final class MapScores implements Scores {
  private static final long serialVersionUID = 1;

  private final ExactSum loss = new ExactSum();
  private final SaliencyScores saliency = new SaliencyScores();

  /**
   * Counts one image.
   *
   * @param meanLoss over its pixels, in nats
   * @param predicted map of probabilities, row-major
   * @param truth of the same size, values from 0
   * @param fixated flat indices of fixated pixels; null if they are not known
   * @param negatives fixations of other images, see {@link SaliencyScores#add}
   * @throws IllegalArgumentException as {@link SaliencyScores#add}
   */
  public void add(
      double meanLoss, double[] predicted, double[] truth, int[] fixated, int[][] negatives) {
    saliency.add(predicted, truth, fixated, negatives);
    loss.add(meanLoss);
  }

  @Override
  public MapScores merge(Scores other) {
    if (!(other instanceof MapScores maps)) {
      throw new IllegalArgumentException("cannot merge scores of another task into those of maps");
    }
    loss.merge(maps.loss);
    saliency.merge(maps.saliency);
    return this;
  }

  @Override
  public long images() {
    return saliency.images();
  }

  @Override
  public double meanLoss() {
    return loss.value() / images();
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (SaliencyMetric metric : ORDER) {
      if (saliency.counted(metric) > 0) {
        metrics.put(metric.label(), saliency.mean(metric));
      }
    }
    return metrics;
  }

  @Override
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>(metrics());
    for (SaliencyMetric metric : ORDER) {
      if (metric.needsFixations() && saliency.counted(metric) > 0) {
        figures.put("images_with_" + metric.label(), saliency.counted(metric));
      }
    }
    return figures;
  }

  /** Those that every map has come first. */
  private static final SaliencyMetric[] ORDER = {
    SaliencyMetric.CC,
    SaliencyMetric.SIM,
    SaliencyMetric.KL,
    SaliencyMetric.NSS,
    SaliencyMetric.AUC_JUDD,
    SaliencyMetric.SAUC
  };
}
