package io.perpixel.spark;

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
final class WorkerDivergence {
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private final List<int[]> ranges;

  /**
   * @param ranges of the bytes of a state that are trained parameters, each from and until
   */
  WorkerDivergence(List<int[]> ranges) {
    this.ranges = ranges;
  }

  /** Of results that were averaged to {@code mean}. */
  double of(List<RoundResult> results, byte[] mean) {
    if (results.size() < 2) {
      return 0;
    }
    double distance = 0;
    double examples = 0;
    for (RoundResult result : results) {
      distance += result.examples() * squares(result.model(), mean);
      examples += result.examples();
    }
    double norm = squares(mean, null);
    return norm == 0 ? 0 : Math.sqrt(distance / examples / norm);
  }

  /** Sum of the squares of a state's parameters, less those of another. */
  private double squares(byte[] state, byte[] other) {
    double sum = 0;
    for (int[] range : ranges) {
      for (int at = range[0]; at < range[1]; at += Float.BYTES) {
        double value = (float) FLOATS.get(state, at);
        double difference = other == null ? value : value - (float) FLOATS.get(other, at);
        sum += difference * difference;
      }
    }
    return sum;
  }
}
