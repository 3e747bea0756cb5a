package io.perpixel.metric;

import java.io.Serializable;

/**
 * Sums over pixels from which mean loss and pixel accuracy follow, whatever the sizes of the
 * minibatches were. Immutable.
 */
public final class PixelCounts implements Serializable {
  private static final long serialVersionUID = 1;

  /** Nothing counted yet. */
  public static final PixelCounts NONE = new PixelCounts(0, 0, 0);

  private final double lossSum;
  private final long pixels;
  private final long correct;

  /**
   * @param lossSum the pixels' losses, summed
   * @param pixels pixels counted; those to be ignored are not
   * @param correct pixels whose predicted class is the true one
   * @throws IllegalArgumentException unless 0 &lt;= correct &lt;= pixels
   */
  public PixelCounts(double lossSum, long pixels, long correct) {
    if (correct < 0 || correct > pixels) {
      throw new IllegalArgumentException(
          "Expected 0 <= correct <= pixels, found " + correct + " correct of " + pixels + ".");
    }
    this.lossSum = lossSum;
    this.pixels = pixels;
    this.correct = correct;
  }

  /** Both together. */
  public PixelCounts plus(PixelCounts other) {
    return new PixelCounts(
        lossSum + other.lossSum,
        Math.addExact(pixels, other.pixels),
        Math.addExact(correct, other.correct));
  }

  /** The losses' sum. */
  public double lossSum() {
    return lossSum;
  }

  /** Pixels counted. */
  public long pixels() {
    return pixels;
  }

  /** Pixels predicted right. */
  public long correct() {
    return correct;
  }

  /** Loss per pixel; NaN without pixels. */
  public double meanLoss() {
    return lossSum / pixels;
  }

  /** Correct pixels / pixels, 0..1; NaN without pixels. */
  public double accuracy() {
    return (double) correct / pixels;
  }
}
