package io.perpixel.metric;

import java.io.Serializable;

/**
 * What an evaluation counts: loss, correct pixels and confusions over images. Partitions fill their
 * own and merge them in any order; the result is the same to the bit.
 */
public final class PixelScores implements Serializable {
  private static final long serialVersionUID = 1;

  private final ExactSum loss = new ExactSum();
  private final ConfusionMatrix confusion;
  private long images;

  /** Nothing counted yet, for that many classes. */
  public PixelScores(int classes) {
    confusion = new ConfusionMatrix(classes, ConfusionMatrix.NO_IGNORE);
  }

  /**
   * Counts one image.
   *
   * @param lossSum its pixels' losses, summed, in nats
   * @param truth class of each pixel
   * @param predicted likewise
   * @throws IllegalArgumentException if a label is no class, or the sizes differ
   */
  public void add(double lossSum, int[] truth, int[] predicted) {
    confusion.add(truth, predicted);
    loss.add(lossSum);
    images++;
  }

  /** Adds another's counts; returns this. */
  public PixelScores merge(PixelScores other) {
    confusion.merge(other.confusion);
    loss.merge(other.loss);
    images += other.images;
    return this;
  }

  /** Loss and accuracy. */
  public PixelCounts counts() {
    long pixels = confusion.pixels();
    return new PixelCounts(loss.value(), pixels, confusion.correct());
  }

  /** True against predicted classes. */
  public ConfusionMatrix confusion() {
    return confusion;
  }

  /** Images counted. */
  public long images() {
    return images;
  }
}
