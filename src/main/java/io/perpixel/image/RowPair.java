package io.perpixel.image;

import java.util.Arrays;

/**
 * Brings rows of an image to another width, two at a time: a long holds a sample of either, so that
 * one multiplication serves both.
 *
 * <p>The sums of non-negative weights stay below 2^32, so nothing runs over from one row into the
 * other.
 */
final class RowPair {
  private static final int BITS = FixedWeights.BITS;
  private static final long TWO_HALVES = (long) FixedWeights.HALF << 32 | FixedWeights.HALF;

  private final Raster image;
  private final FixedWeights weights;
  private final int width;
  private final int channels;
  private final int outWidth;

  /** One channel after the other. */
  private final long[] samples;

  private final long[] sums;

  /**
   * @param image uint8 HWC
   */
  RowPair(Raster image, FixedWeights weights) {
    this.image = image;
    this.weights = weights;
    this.width = image.width();
    this.channels = image.channels();
    this.outWidth = weights.first.length;
    this.samples = new long[Math.multiplyExact(width, channels)];
    this.sums = new long[outWidth];
  }

  /**
   * Resamples two rows.
   *
   * @param upper which row goes to {@code top}, one channel after the other
   * @param lower which row goes to {@code bottom}
   */
  void resample(int upper, int lower, int[] top, int[] bottom) {
    int[] packed = image.packed();
    if (packed != null) {
      unpack(packed, upper * width, lower * width, samples);
    } else {
      for (int c = 0; c < channels; c++) {
        int row = width * channels;
        unpack(
            image.bytes(), upper * row + c, lower * row + c, channels, samples, c * width, width);
      }
    }
    int taps = weights.taps.length;
    for (int c = 0; c < channels; c++) {
      if (taps == 4) {
        fourTaps(samples, c * width, weights, top, bottom, c * outWidth);
      } else if (taps == 5) {
        fiveTaps(samples, c * width, weights, top, bottom, c * outWidth);
      } else if (taps == 6) {
        sixTaps(samples, c * width, weights, top, bottom, c * outWidth);
      } else {
        anyTaps(samples, c * width, weights, sums);
        split(sums, top, bottom, c * outWidth);
      }
    }
    if (weights.overshoots) {
      ByteResample.clip(top);
      ByteResample.clip(bottom);
    }
  }

  private static void unpack(
      byte[] in, int upper, int lower, int step, long[] out, int to, int width) {
    for (int x = 0; x < width; x++) {
      out[to + x] = (long) (in[upper + x * step] & 0xff) << 32 | in[lower + x * step] & 0xff;
    }
  }

  private static void unpack(int[] in, int upper, int lower, long[] out) {
    int width = out.length / 3;
    for (int x = 0; x < width; x++) {
      long a = in[upper + x] & 0xffffffffL;
      int b = in[lower + x];
      out[x] = a >>> 24 << 32 | b >>> 24;
      out[width + x] = (a >>> 16 & 0xff) << 32 | b >>> 16 & 0xff;
      out[2 * width + x] = (a >>> 8 & 0xff) << 32 | b >>> 8 & 0xff;
    }
  }

  /** Written out for each usual number of taps: a loop over them is not turned into vectors. */
  private static void fourTaps(
      long[] in, int from, FixedWeights weights, int[] top, int[] bottom, int to) {
    int[] first = weights.first;
    long[] w0 = weights.taps[0];
    long[] w1 = weights.taps[1];
    long[] w2 = weights.taps[2];
    long[] w3 = weights.taps[3];
    for (int o = 0; o < first.length; o++) {
      int x = from + first[o];
      long sum =
          TWO_HALVES + in[x] * w0[o] + in[x + 1] * w1[o] + in[x + 2] * w2[o] + in[x + 3] * w3[o];
      top[to + o] = (int) (sum >>> 32 + BITS);
      bottom[to + o] = (int) sum >>> BITS;
    }
  }

  private static void fiveTaps(
      long[] in, int from, FixedWeights weights, int[] top, int[] bottom, int to) {
    int[] first = weights.first;
    long[] w0 = weights.taps[0];
    long[] w1 = weights.taps[1];
    long[] w2 = weights.taps[2];
    long[] w3 = weights.taps[3];
    long[] w4 = weights.taps[4];
    for (int o = 0; o < first.length; o++) {
      int x = from + first[o];
      long sum =
          TWO_HALVES
              + in[x] * w0[o]
              + in[x + 1] * w1[o]
              + in[x + 2] * w2[o]
              + in[x + 3] * w3[o]
              + in[x + 4] * w4[o];
      top[to + o] = (int) (sum >>> 32 + BITS);
      bottom[to + o] = (int) sum >>> BITS;
    }
  }

  private static void sixTaps(
      long[] in, int from, FixedWeights weights, int[] top, int[] bottom, int to) {
    int[] first = weights.first;
    long[] w0 = weights.taps[0];
    long[] w1 = weights.taps[1];
    long[] w2 = weights.taps[2];
    long[] w3 = weights.taps[3];
    long[] w4 = weights.taps[4];
    long[] w5 = weights.taps[5];
    for (int o = 0; o < first.length; o++) {
      int x = from + first[o];
      long sum =
          TWO_HALVES
              + in[x] * w0[o]
              + in[x + 1] * w1[o]
              + in[x + 2] * w2[o]
              + in[x + 3] * w3[o]
              + in[x + 4] * w4[o]
              + in[x + 5] * w5[o];
      top[to + o] = (int) (sum >>> 32 + BITS);
      bottom[to + o] = (int) sum >>> BITS;
    }
  }

  /** Four taps at a time over all outputs, then the rest one by one. */
  private static void anyTaps(long[] in, int from, FixedWeights weights, long[] sums) {
    long[][] taps = weights.taps;
    Arrays.fill(sums, TWO_HALVES);
    int k = 0;
    for (; k + 4 <= taps.length; k += 4) {
      add(in, from + k, weights.first, taps[k], taps[k + 1], taps[k + 2], taps[k + 3], sums);
    }
    for (; k < taps.length; k++) {
      add(in, from + k, weights.first, taps[k], sums);
    }
  }

  private static void add(
      long[] in, int from, int[] first, long[] w0, long[] w1, long[] w2, long[] w3, long[] sums) {
    for (int o = 0; o < sums.length; o++) {
      int x = from + first[o];
      sums[o] += in[x] * w0[o] + in[x + 1] * w1[o] + in[x + 2] * w2[o] + in[x + 3] * w3[o];
    }
  }

  private static void add(long[] in, int from, int[] first, long[] w, long[] sums) {
    for (int o = 0; o < sums.length; o++) {
      sums[o] += in[from + first[o]] * w[o];
    }
  }

  private static void split(long[] sums, int[] top, int[] bottom, int to) {
    for (int o = 0; o < sums.length; o++) {
      top[to + o] = (int) (sums[o] >>> 32 + BITS);
      bottom[to + o] = (int) sums[o] >>> BITS;
    }
  }
}
