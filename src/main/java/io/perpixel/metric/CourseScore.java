package io.perpixel.metric;

import java.io.Serializable;

/**
 * The score that the DeepLab notebook calls mIOU: per image the IoU of one class, (intersection +
 * 1e-6) / (union + 1e-6), then ceil(clamp(20 * (IoU - 0.5), 0, 10)) / 10, then the mean over the
 * images. It is no IoU: everything up to 0.5 counts 0 and everything beyond 0.95 counts 1. An image
 * without the class in truth and prediction counts 1.
 *
 * <p>Kept as whole tenths and a count, so parts merge exactly.
 */
public final class CourseScore implements Serializable {
  private static final long serialVersionUID = 1;

  private static final double SMOOTHING = 1e-6;

  private final int scored;
  private final int ignore;
  private long tenths;
  private long images;

  /**
   * @param scored the class whose IoU counts: the flower
   * @param ignore the true label of pixels to pass over, or {@link ConfusionMatrix#NO_IGNORE}
   */
  public CourseScore(int scored, int ignore) {
    this.scored = scored;
    this.ignore = ignore;
  }

  /**
   * Counts one image.
   *
   * @param truth class of each pixel
   * @param predicted likewise, of the same size
   * @throws IllegalArgumentException if the sizes differ
   */
  public void add(int[] truth, int[] predicted) {
    if (truth.length != predicted.length) {
      throw new IllegalArgumentException(
          "The true label map has %d pixels, the predicted one %d: expected the same size."
              .formatted(truth.length, predicted.length));
    }
    long intersection = 0;
    long union = 0;
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] != ignore) {
        intersection += truth[i] == scored && predicted[i] == scored ? 1 : 0;
        union += truth[i] == scored || predicted[i] == scored ? 1 : 0;
      }
    }
    double iou = (intersection + SMOOTHING) / (union + SMOOTHING);
    tenths += (long) Math.ceil(Math.max(0, Math.min(10, 20 * (iou - 0.5))));
    images++;
  }

  /**
   * Adds another's counts; returns this.
   *
   * @throws IllegalArgumentException if it scores another class or ignores another label
   */
  public CourseScore merge(CourseScore other) {
    if (other.scored != scored || other.ignore != ignore) {
      throw new IllegalArgumentException(
          "Cannot merge a score of class %d, ignore index %d into one of %d, %d."
              .formatted(other.scored, other.ignore, scored, ignore));
    }
    tenths += other.tenths;
    images += other.images;
    return this;
  }

  /** Mean over the images, 0..1; NaN without images. */
  public double value() {
    return tenths / 10.0 / images;
  }

  /** Images counted. */
  public long images() {
    return images;
  }
}
