package io.perpixel.image;

/**
 * The weights of one axis in Pillow's fixed point, the same number of taps for every output
 * position.
 *
 * <p>Positions that need fewer taps are padded with weights of zero, inside the axis, so that loops
 * over them need no case for borders. Where the axis is long enough there are 1, 5, 6 or a multiple
 * of 4 taps, for which there are kernels without an inner loop.
 */
final class FixedWeights {
  /** Pillow's PRECISION_BITS: 32 bits less 8 for the pixel and 2 for the sum's overshoot. */
  static final int BITS = 32 - 8 - 2;

  /** Added to a sum before it is shifted by {@link #BITS}, so that it is rounded. */
  static final int HALF = 1 << (BITS - 1);

  /** First input position of each output. */
  final int[] first;

  /** By tap, then output; none is negative. */
  final long[][] taps;

  /** Whether the weights of an output, each rounded, can add up to more than 255 times one. */
  final boolean overshoots;

  private FixedWeights(int[] first, long[][] taps) {
    this.first = first;
    this.taps = taps;
    boolean above = false;
    for (int o = 0; o < first.length; o++) {
      long sum = 0;
      for (long[] tap : taps) {
        sum += tap[o];
      }
      above |= sum * 255 + HALF >> BITS > 255;
    }
    this.overshoots = above;
  }

  static FixedWeights of(int inputs, int outputs, Interpolation interpolation) {
    ResampleWeights real = ResampleWeights.of(inputs, outputs, interpolation);
    int count = 1;
    for (int n : real.count) {
      count = Math.max(count, n);
    }
    count = Math.min(padded(count), inputs);
    int[] first = new int[outputs];
    long[][] taps = new long[count][outputs];
    for (int o = 0; o < outputs; o++) {
      first[o] = Math.min(real.first[o], inputs - count);
      int shift = real.first[o] - first[o];
      for (int k = 0; k < real.count[o]; k++) {
        // Rounded half away from zero, as Pillow's normalize_coeffs_8bpc.
        taps[shift + k][o] = (int) (0.5 + real.weights[o * real.stride + k] * (1 << BITS));
      }
    }
    return new FixedWeights(first, taps);
  }

  private static int padded(int count) {
    boolean asItIs = count == 1 || count == 5 || count == 6;
    return asItIs ? count : (count + 3) / 4 * 4;
  }
}
