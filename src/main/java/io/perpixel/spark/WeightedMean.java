package io.perpixel.spark;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The mean of models weighted by examples, summed in double precision in the order of the replicas.
 */
final class WeightedMean {
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  /** Sums that stay in the processor's first cache. */
  private static final int BLOCK = 2048;

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
    byte[] mean = new byte[length];
    double[] sums = new double[BLOCK];
    for (int from = 0; from < length; from += BLOCK * Float.BYTES) {
      int values = Math.min(BLOCK, (length - from) / Float.BYTES);
      Arrays.fill(sums, 0);
      for (RoundResult result : results) {
        add(result.model(), from, values, result.examples(), sums);
      }
      for (int i = 0; i < values; i++) {
        FLOATS.set(mean, from + i * Float.BYTES, (float) (sums[i] / total));
      }
    }
    return mean;
  }

  private static void add(byte[] model, int from, int values, double weight, double[] sums) {
    for (int i = 0; i < values; i++) {
      sums[i] += weight * (float) FLOATS.get(model, from + i * Float.BYTES);
    }
  }
}
