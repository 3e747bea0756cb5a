package io.perpixel.image;

import java.util.Arrays;

/**
 * Resamples 8-bit images, both axes in one go: each source row is shrunk or stretched once, kept
 * while output rows need it, and each output row is handed on as soon as it is complete.
 *
 * <p>The values are Pillow's to the bit: across first, then down, in fixed point, rounded to 8 bits
 * after either. What Pillow does in two passes over the image needs no image in between here.
 */
final class ByteResample {
  private static final int HALF = FixedWeights.HALF;

  /** Takes the rows of the result, top to bottom. */
  interface RowSink {
    /**
     * @param y which row
     * @param samples its values, 0 to 255, one channel after the other; valid during the call only
     */
    void row(int y, int[] samples);
  }

  private final Raster in;
  private final int channels;
  private final FixedWeights across;
  private final FixedWeights down;
  private final int outHeight;
  private final int outWidth;
  private final RowPair pair;

  /** The latest source rows, at their new width. */
  private final int[][] rows;

  private int ready;

  private ByteResample(Raster image, int outHeight, int outWidth, Interpolation how) {
    this.in = image;
    this.channels = image.channels();
    this.outHeight = outHeight;
    this.outWidth = outWidth;
    this.across = FixedWeights.of(image.width(), outWidth, how);
    this.down = FixedWeights.of(image.height(), outHeight, how);
    this.pair = new RowPair(image, across);
    this.rows = new int[down.taps.length + 1][Math.multiplyExact(outWidth, channels)];
  }

  /**
   * Resamples an image with at least one pixel.
   *
   * @param image uint8 HWC
   */
  static void run(Raster image, int outHeight, int outWidth, Interpolation how, RowSink sink) {
    new ByteResample(image, outHeight, outWidth, how).run(sink);
  }

  private void run(RowSink sink) {
    int height = in.height();
    int taps = down.taps.length;
    int[] sums = new int[outWidth * channels];
    for (int o = 0; o < outHeight; o++) {
      int first = down.first[o];
      ready = Math.max(ready, first);
      while (ready < first + taps) {
        int next = Math.min(ready + 1, height - 1);
        pair.resample(ready, next, rows[ready % rows.length], rows[next % rows.length]);
        ready = Math.min(ready + 2, height);
      }
      Arrays.fill(sums, HALF);
      for (int k = 0; k < taps; k++) {
        addScaled(sums, rows[(first + k) % rows.length], (int) down.taps[k][o]);
      }
      round(sums);
      if (down.overshoots) {
        clip(sums);
      }
      sink.row(o, sums);
    }
  }

  private static void addScaled(int[] sums, int[] row, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  /** Apart from the clipping, which would keep the compiler from using vector instructions. */
  private static void round(int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = sums[i] >>> FixedWeights.BITS;
    }
  }

  static void clip(int[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(values[i], 255);
    }
  }
}
