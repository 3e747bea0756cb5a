package io.perpixel.image;

/**
 * The weights of one axis in Pillow's fixed point, the same number of taps for every output
 * position.
 *
 * <p>Positions that need fewer taps are padded with weights of zero, inside the axis, so that loops
 * over them need no case for borders.
 */
final class FixedWeights {
  /** Pillow's PRECISION_BITS: 32 bits less 8 for the pixel and 2 for the sum's overshoot. */
  static final int BITS = 32 - 8 - 2;

  /** Added to a sum before it is shifted by {@link #BITS}, so that it is rounded. */
  static final int HALF = 1 << (BITS - 1);

  /** First input position of each output. */
  final int[] first;

  /** By tap, then output; none is negative. */
  final int[][] taps;

  /** Whether the weights of an output, each rounded, can add up to more than 255 times one. */
  private final boolean overshoots;

  private FixedWeights(int[] first, int[][] taps) {
    this.first = first;
    this.taps = taps;
    boolean above = false;
    for (int o = 0; o < first.length; o++) {
      long sum = 0;
      for (int[] tap : taps) {
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
    int[] first = new int[outputs];
    int[][] taps = new int[count][outputs];
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

  /** From sums that began with {@link #HALF} to values of 0 to 255. */
  void finish(int[] sums) {
    shift(sums);
    if (overshoots) {
      clip(sums);
    }
  }

  /** Apart from the clipping, which would keep the compiler from using vector instructions. */
  private static void shift(int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = sums[i] >>> BITS;
    }
  }

  private static void clip(int[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(values[i], 255);
    }
  }
}
