package io.perpixel.metric;

import java.io.Serializable;

/**
 * How many pixels of each true class were predicted as each class: rows are the truth, columns the
 * prediction. Pixels whose true label is the ignore index are not counted.
 */
public final class ConfusionMatrix implements Serializable {
  private static final long serialVersionUID = 1;

  /** For data without an ignore index. */
  public static final int NO_IGNORE = -1;

  private final int classes;
  private final int ignore;
  private final long[] counts;

  /**
   * @param classes number of classes, 1 to 10,000
   * @param ignore the true label that marks a pixel to pass over, or {@link #NO_IGNORE}
   * @throws IllegalArgumentException if the number of classes is out of range
   */
  public ConfusionMatrix(int classes, int ignore) {
    if (classes < 1 || classes > 10_000) {
      throw new IllegalArgumentException("Expected 1 to 10000 classes, found " + classes + ".");
    }
    this.classes = classes;
    this.ignore = ignore;
    this.counts = new long[classes * classes];
  }

  /**
   * Counts one pixel.
   *
   * @throws IllegalArgumentException if a label is neither a class nor (the truth) to be ignored
   */
  public void add(int truth, int predicted) {
    if (truth == ignore) {
      return;
    }
    if (truth < 0 || truth >= classes || predicted < 0 || predicted >= classes) {
      throw new IllegalArgumentException(
          "Expected labels below "
              + classes
              + " (true label "
              + ignore
              + " is ignored), found true "
              + truth
              + ", predicted "
              + predicted
              + ".");
    }
    counts[truth * classes + predicted]++;
  }

  /**
   * Counts label maps of the same size, int32.
   *
   * @throws IllegalArgumentException if the sizes differ, or as {@link #add(int, int)}
   */
  public void add(int[] truth, int[] predicted) {
    sameSize(truth.length, predicted.length);
    for (int i = 0; i < truth.length; i++) {
      add(truth[i], predicted[i]);
    }
  }

  /**
   * Counts label maps of the same size, uint8.
   *
   * @throws IllegalArgumentException if the sizes differ, or as {@link #add(int, int)}
   */
  public void add(byte[] truth, byte[] predicted) {
    sameSize(truth.length, predicted.length);
    for (int i = 0; i < truth.length; i++) {
      add(truth[i] & 255, predicted[i] & 255);
    }
  }

  /**
   * Adds another matrix's counts to this one; returns this.
   *
   * @throws IllegalArgumentException if it has other classes or another ignore index
   */
  public ConfusionMatrix merge(ConfusionMatrix other) {
    if (other.classes != classes || other.ignore != ignore) {
      throw new IllegalArgumentException(
          "Cannot merge a confusion matrix of "
              + other.classes
              + " classes, ignore index "
              + other.ignore
              + " into one of "
              + classes
              + ", "
              + ignore
              + ".");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    return this;
  }

  /** Pixels of a true class that were predicted as a class. */
  public long count(int truth, int predicted) {
    return counts[truth * classes + predicted];
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  /** Pixels counted. */
  public long pixels() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** Pixels predicted right. */
  public long correct() {
    long correct = 0;
    for (int c = 0; c < classes; c++) {
      correct += count(c, c);
    }
    return correct;
  }

  /** Correct pixels / pixels; NaN without pixels. */
  public double pixelAccuracy() {
    return (double) correct() / pixels();
  }

  /**
   * Intersection over union of each class: true positives / (true positives + false positives +
   * false negatives). NaN for a class that is neither in the truth nor in the prediction.
   */
  public double[] iou() {
    double[] iou = new double[classes];
    for (int c = 0; c < classes; c++) {
      long union = -count(c, c);
      for (int o = 0; o < classes; o++) {
        union += count(c, o) + count(o, c);
      }
      iou[c] = (double) count(c, c) / union;
    }
    return iou;
  }

  /** Mean of {@link #iou()} over the classes that occur; NaN if none does. */
  public double meanIou() {
    double sum = 0;
    int present = 0;
    for (double value : iou()) {
      if (!Double.isNaN(value)) {
        sum += value;
        present++;
      }
    }
    return sum / present;
  }

  private static void sameSize(int truth, int predicted) {
    if (truth != predicted) {
      throw new IllegalArgumentException(
          "The true label map has "
              + truth
              + " pixels, the predicted one "
              + predicted
              + ": expected the same size.");
    }
  }
}
