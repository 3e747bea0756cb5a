package io.perpixel.palette;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The colours of a histogram as weighted points in a binary space partition. Every node knows its
 * bounding box and the exact weighted sum of its points, so that a node whose points all belong to
 * one centre is dealt with in one addition.
 */
final class ColourTree {
  /** Smaller buckets make more nodes, larger ones more distances; 8 to 16 measured the same. */
  private static final int BUCKET = 12;

  /** Subtrees of at most this share of the points are the units of parallel work. */
  private static final int TASKS = 256;

  /** Coordinates of point i: {@code 3 i .. 3 i + 2}. */
  final int[] points;

  final long[] weights;
  final Node root;

  /** Disjoint subtrees that cover all points, in order. */
  final List<Node> tasks = new ArrayList<>();

  private final long[] keys;

  /** Points {@code from..to-1}; {@code low} and {@code high} span their box. */
  static final class Node {
    final int from;
    final int to;
    final int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    final int[] high = {Integer.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE};
    final long[] sum = new long[3];
    long weight;
    Node left;
    Node right;

    Node(int from, int to) {
      this.from = from;
      this.to = to;
    }
  }

  /**
   * @throws IllegalArgumentException if the histogram is empty, or so large that its sums overflow
   */
  ColourTree(ColourHistogram histogram, ColourDistance distance) {
    if (histogram.pixels() == 0) {
      throw new IllegalArgumentException(
          "The colour histogram is empty: there are no pixels to fit a palette to.");
    }
    if (histogram.pixels() > Long.MAX_VALUE / distance.largest) {
      throw new IllegalArgumentException(
          "The colour histogram has "
              + histogram.pixels()
              + " pixels: exact sums hold at most "
              + Long.MAX_VALUE / distance.largest
              + " in "
              + distance.label()
              + ".");
    }
    int n = histogram.distinct();
    keys = new long[n];
    int[] next = {0};
    histogram.forEach((rgb, count) -> keys[next[0]++] = (long) interleave(rgb) << 24 | rgb);
    Arrays.parallelSort(keys);
    points = new int[3 * n];
    weights = new long[n];
    double[] point = new double[3];
    for (int i = 0; i < n; i++) {
      int rgb = (int) keys[i] & 0xffffff;
      distance.embed(rgb, point);
      for (int axis = 0; axis < 3; axis++) {
        points[3 * i + axis] = (int) point[axis];
      }
      weights[i] = histogram.count(rgb);
    }
    root = build(0, n, 47);
    split(root, Math.max(1, n / TASKS));
  }

  int size() {
    return weights.length;
  }

  /** The sorted keys share all bits above {@code bit}, so the ones and zeros there are two runs. */
  private Node build(int from, int to, int bit) {
    Node node = new Node(from, to);
    if (to - from <= BUCKET) {
      for (int i = from; i < to; i++) {
        node.weight += weights[i];
        for (int axis = 0; axis < 3; axis++) {
          int x = points[3 * i + axis];
          node.low[axis] = Math.min(node.low[axis], x);
          node.high[axis] = Math.max(node.high[axis], x);
          node.sum[axis] += weights[i] * x;
        }
      }
      return node;
    }
    int level = bit;
    while (((keys[from] ^ keys[to - 1]) >>> level & 1) == 0) {
      level--;
    }
    long first = keys[to - 1] >>> level << level;
    int found = Arrays.binarySearch(keys, from, to, first);
    int middle = found < 0 ? -found - 1 : found;
    node.left = build(from, middle, level - 1);
    node.right = build(middle, to, level - 1);
    node.weight = node.left.weight + node.right.weight;
    for (int axis = 0; axis < 3; axis++) {
      node.low[axis] = Math.min(node.left.low[axis], node.right.low[axis]);
      node.high[axis] = Math.max(node.left.high[axis], node.right.high[axis]);
      node.sum[axis] = node.left.sum[axis] + node.right.sum[axis];
    }
    return node;
  }

  private void split(Node node, int largest) {
    if (node.left == null || node.to - node.from <= largest) {
      tasks.add(node);
    } else {
      split(node.left, largest);
      split(node.right, largest);
    }
  }

  /** Bits r7 g7 b7 r6 g6 b6 ...: colours that are close in the cube are close in this order. */
  private static int interleave(int rgb) {
    int code = 0;
    for (int bit = 7; bit >= 0; bit--) {
      code = code << 3 | (rgb >> 16 + bit & 1) << 2 | (rgb >> 8 + bit & 1) << 1 | rgb >> bit & 1;
    }
    return code;
  }
}
