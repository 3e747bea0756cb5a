package io.perpixel.palette;

import java.util.stream.IntStream;

/** Weight and coordinate sums of each cluster, in exact integers: any order gives the same bits. */
final class ClusterSums implements NearestCentre.Receiver {
  final long[] weight;
  final long[] sum;
  private final ColourTree tree;

  private ClusterSums(ColourTree tree, int k) {
    this.tree = tree;
    weight = new long[k];
    sum = new long[3 * k];
  }

  /** Sums over the points nearest to each centre; uses all threads of the common pool. */
  static ClusterSums of(ColourTree tree, double[] centres) {
    int k = centres.length / 3;
    return IntStream.range(0, tree.tasks.size())
        .parallel()
        .mapToObj(
            t -> {
              ClusterSums sums = new ClusterSums(tree, k);
              new NearestCentre(tree, centres, sums).assign(tree.tasks.get(t));
              return sums;
            })
        .reduce(ClusterSums::merge)
        .orElseThrow();
  }

  @Override
  public void node(ColourTree.Node node, int centre) {
    weight[centre] += node.weight;
    for (int axis = 0; axis < 3; axis++) {
      sum[3 * centre + axis] += node.sum[axis];
    }
  }

  @Override
  public void point(int i, int centre) {
    add(i, centre, tree.weights[i]);
  }

  /** Takes a point out of one cluster and gives it to another. */
  void move(int i, int old, int to) {
    add(i, old, -tree.weights[i]);
    add(i, to, tree.weights[i]);
  }

  /** The mean of each cluster. */
  double[] means() {
    double[] means = new double[sum.length];
    for (int i = 0; i < sum.length; i++) {
      means[i] = (double) sum[i] / weight[i / 3];
    }
    return means;
  }

  private void add(int i, int centre, long w) {
    weight[centre] += w;
    sum[3 * centre] += w * tree.points[3 * i];
    sum[3 * centre + 1] += w * tree.points[3 * i + 1];
    sum[3 * centre + 2] += w * tree.points[3 * i + 2];
  }

  /** A new object, so that reduction never changes what another thread still reads. */
  private ClusterSums merge(ClusterSums other) {
    ClusterSums both = new ClusterSums(tree, weight.length);
    for (int k = 0; k < weight.length; k++) {
      both.weight[k] = weight[k] + other.weight[k];
    }
    for (int i = 0; i < sum.length; i++) {
      both.sum[i] = sum[i] + other.sum[i];
    }
    return both;
  }
}
