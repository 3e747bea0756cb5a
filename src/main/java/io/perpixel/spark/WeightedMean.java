package io.perpixel.spark;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean of models weighted by examples, summed in double precision in the order of the replicas.
 */
final class WeightedMean {
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  /** Sums that stay in the processor's first cache. */
  private static final int BLOCK = 2048;

  /** Up to this size one thread is done before others have begun; beyond, the replicas wait. */
  private static final int SMALL = 4 << 20;

  private WeightedMean() {}

  /** The mean as a new array; of a single model those values, to the bit. */
  static byte[] of(List<RoundResult> results) {
    int length = results.get(0).model().length;
    double total = 0;
    for (RoundResult result : results) {
      if (result.model().length != length) {
        throw new IllegalArgumentException(
            "models of %d and %d bytes have no mean".formatted(length, result.model().length));
      }
      total += result.examples();
    }
    double examples = total;
    byte[] mean = new byte[length];
    int blocks = (length / Float.BYTES + BLOCK - 1) / BLOCK;
    IntStream of = IntStream.range(0, blocks);
    (length > SMALL ? of.parallel() : of)
        .forEach(block -> average(results, examples, block * BLOCK * Float.BYTES, mean));
    return mean;
  }

  private static void average(List<RoundResult> results, double examples, int from, byte[] mean) {
    int values = Math.min(BLOCK, (mean.length - from) / Float.BYTES);
    double[] sums = new double[values];
    for (RoundResult result : results) {
      add(result.model(), from, values, result.examples(), sums);
    }
    for (int i = 0; i < values; i++) {
      FLOATS.set(mean, from + i * Float.BYTES, (float) (sums[i] / examples));
    }
  }

  private static void add(byte[] model, int from, int values, double weight, double[] sums) {
    for (int i = 0; i < values; i++) {
      sums[i] += weight * (float) FLOATS.get(model, from + i * Float.BYTES);
    }
  }
}
