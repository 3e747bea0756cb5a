package io.perpixel.notebook;

import io.perpixel.image.Grey;
import io.perpixel.image.Raster;
import io.perpixel.train.Example;
import java.util.Arrays;
import java.util.List;

/**
 * How often each colour of a palette occurs among labelled pixels, in all and among the pixels of
 * each grey value: what can be guessed without looking at the neighbours.
 */
public final class ColourCounts {
  private static final int GREYS = 256;

  private final long[][] counts;

  private ColourCounts(long[][] counts) {
    this.counts = counts;
  }

  /**
   * Counts.
   *
   * @param labelled images with the colour of every pixel
   * @param colours of the palette
   */
  public static ColourCounts of(List<Example> labelled, int colours) {
    long[][] counts = new long[GREYS][colours];
    Grey grey = new Grey();
    for (Example example : labelled) {
      Raster values = grey.apply(example.image()).toFloat32();
      byte[] labels = example.target().bytes();
      for (int p = 0; p < labels.length; p++) {
        counts[Math.round(values.floats()[p])][labels[p] & 255]++;
      }
    }
    return new ColourCounts(counts);
  }

  /** The share of the pixels that each colour has. */
  public double[] shares() {
    long[] sums = new long[counts[0].length];
    for (long[] row : counts) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += row[c];
      }
    }
    double all = Arrays.stream(sums).sum();
    return Arrays.stream(sums).mapToDouble(sum -> sum / all).toArray();
  }

  /** The accuracy of always guessing the most frequent colour. */
  public double accuracyOfOneColour() {
    return Arrays.stream(shares()).max().orElseThrow();
  }

  /** The accuracy of guessing the most frequent colour of each pixel's grey value. */
  public double accuracyByGrey() {
    long right = 0;
    long all = 0;
    for (long[] row : counts) {
      right += Arrays.stream(row).max().orElseThrow();
      all += Arrays.stream(row).sum();
    }
    return (double) right / all;
  }

  /** How many colours have at least one in a hundred of the pixels of this grey value. */
  public int coloursOfGrey(int grey) {
    long all = Arrays.stream(counts[grey]).sum();
    return (int) Arrays.stream(counts[grey]).filter(n -> n > 0 && 100 * n >= all).count();
  }

  /** The cross entropy, in nats a pixel, of the colours' shares among the pixels of each grey. */
  public double entropyByGrey() {
    double sum = 0;
    double all = 0;
    for (long[] row : counts) {
      double here = Arrays.stream(row).sum();
      all += here;
      for (long n : row) {
        sum -= n == 0 ? 0 : n * Math.log(n / here);
      }
    }
    return sum / all;
  }
}
