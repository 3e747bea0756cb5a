package io.perpixel.spark;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * How far replicas have drifted apart in a round, known as consensus distance: the root of the
 * example-weighted mean square distance of their trained parameters from the average, over the
 * average's norm. 0 for one replica; 0.01 means that they lie about 1 % off their average. Running
 * statistics and the optimiser's state do not count.
 */
final class WorkerDivergence implements Serializable {
  private static final long serialVersionUID = 1;

  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private final List<int[]> ranges;

  /**
   * @param ranges of the bytes of a state that are trained parameters, each from and until
   */
  WorkerDivergence(List<int[]> ranges) {
    this.ranges = ranges;
  }

  /** What adds up over the slices of a state. (Not a record: Kryo 4 cannot build records.) */
  static final class Sums implements Serializable {
    private static final long serialVersionUID = 1;

    static final Sums NONE = new Sums(0, 0);

    private final double distance;
    private final double norm;

    /**
     * @param distance mean square distance from the average
     * @param norm squares of the average
     */
    private Sums(double distance, double norm) {
      this.distance = distance;
      this.norm = norm;
    }

    Sums plus(Sums other) {
      return new Sums(distance + other.distance, norm + other.norm);
    }

    double divergence() {
      return norm == 0 ? 0 : Math.sqrt(distance / norm);
    }
  }

  /** Of results that were averaged to {@code mean}. */
  double of(List<RoundResult> results, byte[] mean) {
    return sums(results, mean, 0).divergence();
  }

  /**
   * Of slices of results, which were averaged to {@code mean}.
   *
   * @param from first byte of the slice in a whole state
   */
  Sums sums(List<RoundResult> results, byte[] mean, int from) {
    if (results.size() < 2) {
      return Sums.NONE;
    }
    double distance = 0;
    double examples = 0;
    for (RoundResult result : results) {
      distance += result.examples() * squares(result.model(), mean, from);
      examples += result.examples();
    }
    return new Sums(distance / examples, squares(mean, null, from));
  }

  /** Sum of the squares of a slice's parameters, less those of another. */
  private double squares(byte[] slice, byte[] other, int from) {
    double sum = 0;
    for (int[] range : ranges) {
      int until = Math.min(range[1] - from, slice.length);
      for (int at = Math.max(0, range[0] - from); at < until; at += Float.BYTES) {
        double value = (float) FLOATS.get(slice, at);
        double difference = other == null ? value : value - (float) FLOATS.get(other, at);
        sum += difference * difference;
      }
    }
    return sum;
  }
}
