package io.perpixel.palette;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Greedy k-means++ (Arthur and Vassilvitskii, SODA 2007, section 5): each next centre is the best
 * of a few points drawn with probability proportional to weight times squared distance.
 */
final class KMeansPlusPlus {
  private final ColourTree tree;
  private final SplittableRandom random;

  KMeansPlusPlus(ColourTree tree, long seed) {
    this.tree = tree;
    this.random = new SplittableRandom(seed);
  }

  /** Coordinates of {@code k} different points of the tree. */
  double[] choose(int k) {
    int n = tree.size();
    double[] nearest = new double[n];
    Arrays.fill(nearest, 1);
    double[] cumulative = new double[n];
    double[] centres = new double[3 * k];
    // As many trials as scikit-learn.
    int trials = 2 + (int) Math.log(k);
    for (int c = 0; c < k; c++) {
      double total = 0;
      for (int i = 0; i < n; i++) {
        total += tree.weights[i] * nearest[i];
        cumulative[i] = total;
      }
      double[] best = null;
      double least = Double.POSITIVE_INFINITY;
      for (int t = 0; t < (c == 0 ? 1 : trials); t++) {
        int drawn = draw(cumulative, random.nextDouble() * total);
        double[] candidate = nearer(c == 0 ? null : nearest, drawn);
        double inertia = candidate[n];
        if (inertia < least) {
          least = inertia;
          best = candidate;
          for (int axis = 0; axis < 3; axis++) {
            centres[3 * c + axis] = tree.points[3 * drawn + axis];
          }
        }
      }
      nearest = best;
    }
    return centres;
  }

  /** The first point whose cumulative weight is above {@code value}: never one of weight zero. */
  private static int draw(double[] cumulative, double value) {
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Squared distances to the nearest centre once point j is one; the last entry is their sum. */
  private double[] nearer(double[] nearest, int j) {
    int[] p = tree.points;
    double[] out = new double[tree.size() + 1];
    double total = 0;
    for (int i = 0; i < tree.size(); i++) {
      double x = p[3 * i] - p[3 * j];
      double y = p[3 * i + 1] - p[3 * j + 1];
      double z = p[3 * i + 2] - p[3 * j + 2];
      double d = x * x + y * y + z * z;
      out[i] = nearest == null ? d : Math.min(nearest[i], d);
      total += tree.weights[i] * out[i];
    }
    out[tree.size()] = total;
    return out;
  }
}
