package io.perpixel.metric;

/**
 * CC: Pearson's linear correlation of two maps, -1..1. A constant prediction scores 0, since it
 * does not vary with the truth.
 */
public final class LinearCorrelation {
  private LinearCorrelation() {}

  /**
   * The correlation.
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
    if (Maps.isConstant(predicted)) {
      return 0;
    }
    // Scaled first: the squares of tiny values would underflow, those of huge ones overflow.
    double[] p = Maps.minMax(predicted);
    double[] t = Maps.minMax(truth);
    double meanPredicted = Maps.mean(p);
    double meanTruth = Maps.mean(t);
    double both = 0;
    double squaresPredicted = 0;
    double squaresTruth = 0;
    for (int i = 0; i < t.length; i++) {
      both += (p[i] - meanPredicted) * (t[i] - meanTruth);
      squaresPredicted += (p[i] - meanPredicted) * (p[i] - meanPredicted);
      squaresTruth += (t[i] - meanTruth) * (t[i] - meanTruth);
    }
    return both / Math.sqrt(squaresPredicted * squaresTruth);
  }
}
