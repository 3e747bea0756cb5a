package io.perpixel.palette;

/**
 * Lloyd's algorithm on a colour histogram: the same centres and objective as on the pixels
 * themselves, in far less work. Exact: no point is sampled and no distance approximated; results do
 * not depend on the number of threads.
 *
 * <p>Distances are float64 and ties go to the centre of the lowest index. A cluster that runs empty
 * takes the point that is farthest from its own centre, as in scikit-learn. Usage:
 *
 * <pre>{@code
 * KMeans.Result result = KMeans.rgb().fit(histogram, 24, 0);
 * }</pre>
 *
 * @param distance space of points and centres
 * @param tolerance stop once the squared shifts of all centres sum to at most this times the mean
 *     variance of the coordinates (scikit-learn's rule; its default is 1e-4); 0 runs to the fixed
 *     point, where no label changes any more
 * @param maxIterations stop after so many assignments at the latest
 */
public record KMeans(ColourDistance distance, double tolerance, int maxIterations) {
  /** Enough for any fixed point that was seen: the training horses need some hundreds. */
  public static final int MAX_ITERATIONS = 10_000;

  /**
   * A fit.
   *
   * @param centres [K][3], RGB on the scale 0..255, in the order of the initial centres
   * @param inertia sum over all pixels of the squared distance to the nearest centre, in the units
   *     of the distance (squared RGB steps, or squared delta E)
   * @param iterations assignments of all points that were made
   * @param converged whether the rule of {@code tolerance} stopped it, not {@code maxIterations}
   */
  public record Result(double[][] centres, double inertia, int iterations, boolean converged) {}

  /**
   * @throws IllegalArgumentException if the tolerance is negative or not a number, or there is no
   *     iteration
   */
  public KMeans {
    if (!(tolerance >= 0) || maxIterations < 1) {
      throw new IllegalArgumentException(
          "Expected a tolerance of at least 0 and at least 1 iteration, found "
              + tolerance
              + " and "
              + maxIterations
              + ".");
    }
  }

  /** To the fixed point in RGB. */
  public static KMeans rgb() {
    return of(ColourDistance.RGB);
  }

  /** To the fixed point in that space. */
  public static KMeans of(ColourDistance distance) {
    return new KMeans(distance, 0, MAX_ITERATIONS);
  }

  /**
   * Fits from given centres.
   *
   * @param initial [K][3], RGB, finite; values a little outside 0..255 are allowed
   * @throws IllegalArgumentException if the histogram is empty or has fewer colours than there are
   *     centres, or a centre is not three finite numbers
   */
  public Result fit(ColourHistogram histogram, double[][] initial) {
    Centres.check(initial, -1e4, 1e4, "initial centres");
    ColourTree tree = tree(histogram, initial.length);
    return lloyd(tree, distance.embed(initial));
  }

  /**
   * Fits from centres that k-means++ chooses; the same seed gives the same result.
   *
   * @throws IllegalArgumentException if the histogram is empty or has fewer than {@code colours}
   */
  public Result fit(ColourHistogram histogram, int colours, long seed) {
    if (colours < 1) {
      throw new IllegalArgumentException("Expected at least 1 colour, found " + colours + ".");
    }
    ColourTree tree = tree(histogram, colours);
    return lloyd(tree, new KMeansPlusPlus(tree, seed).choose(colours));
  }

  private ColourTree tree(ColourHistogram histogram, int colours) {
    ColourTree tree = new ColourTree(histogram, distance);
    if (tree.size() < colours) {
      throw new IllegalArgumentException(
          "A palette of "
              + colours
              + " colours was asked for, but the pixels have only "
              + tree.size()
              + " different ones: ask for at most that many.");
    }
    return tree;
  }

  private Result lloyd(ColourTree tree, double[] initial) {
    double[] centres = initial;
    double stop = tolerance == 0 ? 0 : tolerance * meanVariance(tree);
    int iterations = 0;
    boolean converged = false;
    while (!converged && iterations < maxIterations) {
      ClusterSums sums = ClusterSums.of(tree, centres);
      EmptyClusters.refill(tree, centres, sums);
      double[] next = sums.means();
      double shift = 0;
      for (int i = 0; i < next.length; i++) {
        shift += (next[i] - centres[i]) * (next[i] - centres[i]);
      }
      // Sums are exact, so unchanged labels give unchanged bits: a shift of 0 is the fixed point.
      converged = shift <= stop;
      centres = next;
      iterations++;
    }
    double[][] rgb = Centres.toRgb(distance, centres);
    // Of the centres as they are returned: in Lab they have been to RGB and back.
    double inertia = PointDistances.of(tree, distance.embed(rgb)).inertia();
    return new Result(
        rgb, inertia / ((double) distance.scale * distance.scale), iterations, converged);
  }

  /** Of the pixels, not of the distinct colours. */
  private static double meanVariance(ColourTree tree) {
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      double mean = (double) tree.root.sum[axis] / tree.root.weight;
      for (int i = 0; i < tree.size(); i++) {
        double d = tree.points[3 * i + axis] - mean;
        sum += tree.weights[i] * d * d;
      }
    }
    return sum / tree.root.weight / 3;
  }
}
