package io.perpixel.metric;

import java.util.Arrays;

/**
 * AUC-Judd: the area under the ROC curve of a saliency map as a classifier of fixated pixels.
 *
 * <p>Thresholds are the map's values at the fixated pixels. At each, the true positive rate is the
 * share of fixated pixels at or above it, the false positive rate that of all other pixels; the
 * area is trapezoidal through (0, 0) and (1, 1). No jitter: equal values make one threshold, so
 * ties count half, and a constant map scores 0.5 exactly. Other pixels that lie between two
 * thresholds count like the lower one.
 *
 * <p>Source: T. Judd, F. Durand, A. Torralba, "A Benchmark of Computational Models of Saliency to
 * Predict Human Fixations", 2012.
 */
public final class AucJudd {
  private AucJudd() {}

  /**
   * The area, 0..1.
   *
   * @param saliency predicted map, row-major, any scale
   * @param fixated flat row-major indices of fixated pixels; repeated ones count once
   * @return NaN (not available) if no pixel or every pixel is fixated
   * @throws IllegalArgumentException if a value is not finite, or an index outside the map
   */
  public static double score(double[] saliency, int[] fixated) {
    Maps.requireFinite(saliency, "predicted");
    int[] fixations = Fixations.distinct(fixated, saliency.length);
    int others = saliency.length - fixations.length;
    if (fixations.length == 0 || others == 0) {
      return Double.NaN;
    }
    double[] ascending = Maps.at(saliency, fixations);
    Arrays.sort(ascending);
    long[] reached = reached(saliency, ascending);
    RocArea area = new RocArea();
    long above = 0;
    for (int i = ascending.length - 1; i >= 0; i--) {
      above += reached[i];
      boolean tied = i > 0 && ascending[i - 1] == ascending[i];
      if (!tied) {
        int hits = ascending.length - i;
        area.add((double) (above - hits) / others, (double) hits / fixations.length);
      }
    }
    return area.value();
  }

  /** For each threshold, the pixels that reach it and not the next higher one. */
  private static long[] reached(double[] saliency, double[] ascending) {
    long[] counts = new long[ascending.length];
    for (double value : saliency) {
      int reached = notAbove(ascending, value);
      if (reached > 0) {
        counts[reached - 1]++;
      }
    }
    return counts;
  }

  /** How many of the sorted thresholds are at or below {@code value}. */
  private static int notAbove(double[] ascending, double value) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
