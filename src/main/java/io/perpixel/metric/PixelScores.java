package io.perpixel.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an evaluation counts: loss, correct pixels and confusions over images. Partitions fill their
 * own and merge them in any order; the result is the same to the bit.
 */
public final class PixelScores implements Scores {
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

  @Override
  public PixelScores merge(Scores other) {
    if (!(other instanceof PixelScores pixels)) {
      throw new IllegalArgumentException(
          "cannot merge scores of another task into those of classes");
    }
    confusion.merge(pixels.confusion);
    loss.merge(pixels.loss);
    images += pixels.images;
    return this;
  }

  /** Over all pixels of all images. */
  @Override
  public double meanLoss() {
    return loss.value() / confusion.pixels();
  }

  @Override
  public Map<String, Double> metrics() {
    return Map.of("accuracy", confusion.pixelAccuracy());
  }

  @Override
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("pixels", confusion.pixels());
    figures.put("correct_pixels", confusion.correct());
    figures.put("accuracy", confusion.pixelAccuracy());
    figures.put("mean_iou", confusion.meanIou());
    return figures;
  }

  /** True against predicted classes. */
  public ConfusionMatrix confusion() {
    return confusion;
  }

  @Override
  public long images() {
    return images;
  }
}
