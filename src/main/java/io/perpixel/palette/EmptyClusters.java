package io.perpixel.palette;

/**
 * Refills empty clusters as scikit-learn does: each takes the point that is farthest from its own
 * centre (whatever its weight), and that point leaves its cluster.
 *
 * <p>Unlike scikit-learn we never take the last point of a cluster, which would only move the hole.
 * Equally far points are taken in the order of the tree.
 */
final class EmptyClusters {
  private EmptyClusters() {}

  /**
   * Leaves no cluster empty.
   *
   * @param sums of the clusters around {@code centres}; changed where clusters are empty. There are
   *     at least as many points as clusters.
   */
  static void refill(ColourTree tree, double[] centres, ClusterSums sums) {
    PointDistances distances = null;
    for (int k = 0; k < sums.weight.length; k++) {
      if (sums.weight[k] == 0) {
        if (distances == null) {
          distances = PointDistances.of(tree, centres);
        }
        int farthest = farthest(tree, distances, sums);
        sums.move(farthest, distances.centre[farthest], k);
        distances.centre[farthest] = k;
        distances.squared[farthest] = 0;
      }
    }
  }

  private static int farthest(ColourTree tree, PointDistances distances, ClusterSums sums) {
    int farthest = -1;
    for (int i = 0; i < tree.size(); i++) {
      boolean last = sums.weight[distances.centre[i]] == tree.weights[i];
      if (!last && (farthest < 0 || distances.squared[i] > distances.squared[farthest])) {
        farthest = i;
      }
    }
    return farthest;
  }
}
