package io.perpixel.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loss and segmentation metrics over images with class masks, all from one confusion matrix over
 * all pixels that count; of two classes also {@link CourseScore}, which is a mean over images.
 * Partitions fill their own and merge them in any order; the result is the same to the bit.
 */
public final class MaskScores implements Scores {
  private static final long serialVersionUID = 1;

  /** Before the class in the name of its IoU: {@code iou_1}. */
  public static final String CLASS_IOU = "iou_";

  private static final int FLOWER = 1;

  private final ExactSum loss = new ExactSum();
  private final ExactSum weight = new ExactSum();
  private final ConfusionMatrix confusion;
  private final CourseScore course;
  private long images;

  /**
   * Nothing counted yet.
   *
   * @param classes from 1
   * @param ignore true label of pixels that do not count, or {@link ConfusionMatrix#NO_IGNORE}
   */
  public MaskScores(int classes, int ignore) {
    confusion = new ConfusionMatrix(classes, ignore);
    course = new CourseScore(FLOWER, ignore);
  }

  /**
   * Counts one image.
   *
   * @param meanLoss over its pixels that count, in nats; 0 where none does
   * @param pixelWeight what those pixels weigh together in the loss: their number, if it weighs
   *     classes alike
   * @param truth class of each pixel
   * @param predicted likewise
   * @throws IllegalArgumentException if a label is no class, or the sizes differ
   */
  public void add(double meanLoss, double pixelWeight, int[] truth, int[] predicted) {
    confusion.add(truth, predicted);
    course.add(truth, predicted);
    loss.add(meanLoss * pixelWeight);
    weight.add(pixelWeight);
    images++;
  }

  @Override
  public MaskScores merge(Scores other) {
    if (!(other instanceof MaskScores masks)) {
      throw new IllegalArgumentException("cannot merge scores of another task into those of masks");
    }
    confusion.merge(masks.confusion);
    course.merge(masks.course);
    loss.merge(masks.loss);
    weight.merge(masks.weight);
    images += masks.images;
    return this;
  }

  @Override
  public long images() {
    return images;
  }

  /** Over all pixels that count of all images, weighed as the loss weighs their classes. */
  @Override
  public double meanLoss() {
    return loss.value() / weight.value();
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", confusion.pixelAccuracy());
    metrics.put("mean_iou", confusion.meanIou());
    if (hasCourseScore(confusion.classes())) {
      metrics.put("course_score", course.value());
    }
    double[] iou = confusion.iou();
    for (int c = 0; c < iou.length; c++) {
      metrics.put(CLASS_IOU + c, iou[c]);
    }
    return metrics;
  }

  /** Whether there is one class to score beside the background. */
  public static boolean hasCourseScore(int classes) {
    return classes == FLOWER + 1;
  }

  @Override
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("pixels", confusion.pixels());
    figures.put("correct_pixels", confusion.correct());
    figures.putAll(metrics());
    return figures;
  }

  /** True against predicted classes. */
  public ConfusionMatrix confusion() {
    return confusion;
  }
}
