package io.perpixel.palette;

import java.util.Arrays;

/**
 * Finds the nearest centre of every point of a {@link ColourTree}: exactly the centre that a
 * comparison with all of them in float64 would find, the lowest index on ties.
 *
 * <p>Going down the tree, a centre is dropped as soon as another one is nearer to the whole box
 * (the filtering algorithm of Kanungo et al., IEEE TPAMI 24(7), 2002). Not safe for use by several
 * threads; make one for each.
 */
final class NearestCentre {
  /** Twenty-four key bits split a node at most 24 times. */
  private static final int DEPTH = 25;

  private final ColourTree tree;
  private final double[] centres;
  private final Receiver receiver;
  private final int[][] candidates;
  private final int distinct;
  private final double margin;

  /** Told which centre is the nearest: of all points of a node at once, or of one point. */
  interface Receiver {
    void node(ColourTree.Node node, int centre);

    void point(int i, int centre);
  }

  /**
   * @param centres coordinates of centre k at {@code 3 k .. 3 k + 2}
   */
  NearestCentre(ColourTree tree, double[] centres, Receiver receiver) {
    this.tree = tree;
    this.centres = centres;
    this.receiver = receiver;
    int k = centres.length / 3;
    candidates = new int[DEPTH + 1][k];
    int found = 0;
    double far = 0;
    for (int c = 0; c < k; c++) {
      boolean seen = false;
      for (int i = 0; i < found && !seen; i++) {
        int o = candidates[0][i];
        seen = Arrays.equals(centres, 3 * o, 3 * o + 3, centres, 3 * c, 3 * c + 3);
      }
      if (!seen) {
        candidates[0][found++] = c;
      }
    }
    distinct = found;
    for (double x : centres) {
      far = Math.max(far, Math.abs(x));
    }
    for (int axis = 0; axis < 3; axis++) {
      far = Math.max(far, Math.max(tree.root.high[axis], -tree.root.low[axis]));
    }
    // A thousand times the rounding error of a squared distance: what is closer than that to a tie
    // is settled by the comparison of single points below, which defines the result.
    margin = 1e-11 * far * far;
  }

  /** Reports all points below a node. */
  void assign(ColourTree.Node node) {
    walk(node, 0, distinct);
  }

  private void walk(ColourTree.Node node, int depth, int count) {
    int[] old = candidates[depth];
    int[] kept = candidates[depth + 1];
    int best =
        nearest(
            (node.low[0] + node.high[0]) * 0.5,
            (node.low[1] + node.high[1]) * 0.5,
            (node.low[2] + node.high[2]) * 0.5,
            old,
            count);
    int n = 0;
    for (int i = 0; i < count; i++) {
      int c = old[i];
      if (c == best || !farther(node, best, c)) {
        kept[n++] = c;
      }
    }
    if (n == 1) {
      receiver.node(node, best);
    } else if (node.left == null) {
      for (int i = node.from; i < node.to; i++) {
        int at = 3 * i;
        int[] p = tree.points;
        receiver.point(i, nearest(p[at], p[at + 1], p[at + 2], kept, n));
      }
    } else {
      walk(node.left, depth + 1, n);
      walk(node.right, depth + 1, n);
    }
  }

  private int nearest(double x, double y, double z, int[] among, int count) {
    int nearest = among[0];
    double least = squared(x, y, z, centres, nearest);
    for (int j = 1; j < count; j++) {
      double d = squared(x, y, z, centres, among[j]);
      if (d < least) {
        least = d;
        nearest = among[j];
      }
    }
    return nearest;
  }

  /** Whether {@code other} is farther than {@code best} from the corner where it does best. */
  private boolean farther(ColourTree.Node node, int best, int other) {
    double difference = 0;
    for (int axis = 0; axis < 3; axis++) {
      double b = centres[3 * best + axis];
      double o = centres[3 * other + axis];
      double corner = o > b ? node.high[axis] : node.low[axis];
      difference += (o - b) * (o + b - 2 * corner);
    }
    return difference > margin;
  }

  /** The squared distance of a point to centre k. */
  static double squared(double x, double y, double z, double[] centres, int k) {
    double dx = x - centres[3 * k];
    double dy = y - centres[3 * k + 1];
    double dz = z - centres[3 * k + 2];
    return dx * dx + dy * dy + dz * dz;
  }
}
