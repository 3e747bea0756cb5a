package io.perpixel.image;

import java.util.Arrays;

/**
 * Brings rows of an image to another width.
 *
 * <p>For each tap the pixels that it wants are gathered first, a packed pixel in one move; the
 * loops over them that do the arithmetic then have neighbours for operands, and one array that they
 * write to, at the index that they read: without all of that, Java's compiler does not turn them
 * into vector instructions.
 */
final class RowResample {
  private static final int BYTE = 0xff;

  private final Raster image;
  private final FixedWeights weights;
  private final int[] gathered;

  /**
   * @param image uint8 HWC
   */
  RowResample(Raster image, FixedWeights weights) {
    this.image = image;
    this.weights = weights;
    this.gathered = new int[weights.first.length];
  }

  /**
   * Resamples a row.
   *
   * @param y which
   * @param out by channel, then position; 0 to 255
   */
  void resample(int y, int[][] out) {
    for (int[] channel : out) {
      Arrays.fill(channel, FixedWeights.HALF);
    }
    if (image.packed() != null) {
      packed(y, out);
    } else {
      for (int c = 0; c < out.length; c++) {
        channel(y, c, out[c]);
      }
    }
    for (int[] channel : out) {
      weights.finish(channel);
    }
  }

  private void packed(int y, int[][] out) {
    int row = y * image.width();
    for (int k = 0; k < weights.taps.length; k++) {
      gather(image.packed(), row + k, weights.first, gathered);
      addRed(gathered, weights.taps[k], out[0]);
      addGreen(gathered, weights.taps[k], out[1]);
      addBlue(gathered, weights.taps[k], out[2]);
    }
  }

  private void channel(int y, int c, int[] out) {
    int channels = image.channels();
    int row = y * image.width();
    for (int k = 0; k < weights.taps.length; k++) {
      gather(image.bytes(), (row + k) * channels + c, channels, weights.first, gathered);
      add(gathered, weights.taps[k], out);
    }
  }

  private static void gather(int[] in, int from, int[] first, int[] out) {
    for (int o = 0; o < out.length; o++) {
      out[o] = in[from + first[o]];
    }
  }

  private static void gather(byte[] in, int from, int step, int[] first, int[] out) {
    for (int o = 0; o < out.length; o++) {
      out[o] = in[from + step * first[o]] & BYTE;
    }
  }

  private static void addRed(int[] in, int[] weights, int[] sums) {
    for (int o = 0; o < in.length; o++) {
      sums[o] += (in[o] >>> 24) * weights[o];
    }
  }

  private static void addGreen(int[] in, int[] weights, int[] sums) {
    for (int o = 0; o < in.length; o++) {
      sums[o] += (in[o] >>> 16 & BYTE) * weights[o];
    }
  }

  private static void addBlue(int[] in, int[] weights, int[] sums) {
    for (int o = 0; o < in.length; o++) {
      sums[o] += (in[o] >>> 8 & BYTE) * weights[o];
    }
  }

  private static void add(int[] in, int[] weights, int[] sums) {
    for (int o = 0; o < in.length; o++) {
      sums[o] += in[o] * weights[o];
    }
  }
}
