package io.perpixel.spark;

import java.util.List;
import java.util.function.Function;

/**
 * The mean of arrays weighted by examples, summed in double precision in the order of the replicas.
 */
final class WeightedMean {
  private WeightedMean() {}

  /** The mean; of a single array that array itself, to the bit. */
  static float[] of(List<RoundResult> results, Function<RoundResult, float[]> array) {
    double[] sum = new double[array.apply(results.get(0)).length];
    double total = 0;
    for (RoundResult result : results) {
      float[] values = array.apply(result);
      double weight = result.examples();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weight * values[i];
      }
      total += weight;
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / total);
    }
    return mean;
  }
}
