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
  /** Takes the rows of the result, top to bottom. */
  interface RowSink {
    /**
     * @param y which row
     * @param samples its values, 0 to 255, by channel and then position; valid during the call only
     */
    void row(int y, int[][] samples);
  }

  private final int outHeight;
  private final FixedWeights down;
  private final RowResample across;

  /** The latest source rows, at their new width: by row, channel, position. */
  private final int[][][] rows;

  private final int[][] sums;

  private ByteResample(Raster image, int outHeight, int outWidth, Interpolation how) {
    this.outHeight = outHeight;
    this.down = FixedWeights.of(image.height(), outHeight, how);
    this.across = new RowResample(image, FixedWeights.of(image.width(), outWidth, how));
    this.rows = new int[down.taps.length][image.channels()][outWidth];
    this.sums = new int[image.channels()][outWidth];
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
    int ready = 0;
    for (int o = 0; o < outHeight; o++) {
      int first = down.first[o];
      int end = first + rows.length;
      for (int y = Math.max(ready, first); y < end; y++) {
        across.resample(y, rows[y % rows.length]);
      }
      ready = end;
      for (int c = 0; c < sums.length; c++) {
        sum(o, c);
      }
      sink.row(o, sums);
    }
  }

  private void sum(int o, int channel) {
    int[] out = sums[channel];
    Arrays.fill(out, FixedWeights.HALF);
    for (int k = 0; k < rows.length; k++) {
      addScaled(out, rows[(down.first[o] + k) % rows.length][channel], down.taps[k][o]);
    }
    down.finish(out);
  }

  private static void addScaled(int[] sums, int[] row, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }
}
