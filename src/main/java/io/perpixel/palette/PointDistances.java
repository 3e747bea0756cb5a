package io.perpixel.palette;

import java.util.stream.IntStream;

/** The nearest centre of every single point, and its squared distance. */
final class PointDistances implements NearestCentre.Receiver {
  final int[] centre;
  final double[] squared;
  private final ColourTree tree;
  private final double[] centres;

  private PointDistances(ColourTree tree, double[] centres) {
    this.tree = tree;
    this.centres = centres;
    centre = new int[tree.size()];
    squared = new double[tree.size()];
  }

  static PointDistances of(ColourTree tree, double[] centres) {
    PointDistances distances = new PointDistances(tree, centres);
    IntStream.range(0, tree.tasks.size())
        .parallel()
        .forEach(t -> new NearestCentre(tree, centres, distances).assign(tree.tasks.get(t)));
    return distances;
  }

  @Override
  public void node(ColourTree.Node node, int k) {
    for (int i = node.from; i < node.to; i++) {
      point(i, k);
    }
  }

  @Override
  public void point(int i, int k) {
    int[] p = tree.points;
    centre[i] = k;
    squared[i] = NearestCentre.squared(p[3 * i], p[3 * i + 1], p[3 * i + 2], centres, k);
  }

  /** Weighted sum of squared distances, added in the order of the points. */
  double inertia() {
    double total = 0;
    for (int i = 0; i < squared.length; i++) {
      total += tree.weights[i] * squared[i];
    }
    return total;
  }
}
