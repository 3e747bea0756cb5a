package io.perpixel.nn.kernel;

import java.util.Arrays;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Class-index labels of a map, shared by the loss kernels. */
final class PixelLabels {
  private PixelLabels() {}

  /** Checks type and number: one int32 per pixel. */
  static void requireMap(INDArray labels, Nhwc logits) {
    if (labels.dataType() != DataType.INT32 || labels.length() != logits.pixels()) {
      throw new IllegalArgumentException(
          "labels "
              + labels.dataType()
              + " "
              + Arrays.toString(labels.shape())
              + " do not fit logits of "
              + logits
              + ": one class index per pixel, INT N x H x W, is expected");
    }
  }

  /** Checks each label against the number of classes. */
  static void check(int[] labels, Nhwc logits, CountedPixels counted) {
    for (int i = 0; i < labels.length; i++) {
      if (!counted.ignores(labels[i]) && (labels[i] < 0 || labels[i] >= logits.channels())) {
        throw new IllegalArgumentException(
            "label "
                + labels[i]
                + " at pixel "
                + i
                + " of the minibatch is not a class in 0.."
                + (logits.channels() - 1)
                + (counted.ignoreIndex() < 0 ? "" : " nor " + counted.ignoreIndex() + " (ignored)")
                + ": were the labels made with another palette or class list?");
      }
    }
  }

  /**
   * Turns softmax probabilities divided by the number of all pixels into the gradient of the mean
   * cross entropy over those that count.
   *
   * @param total sum of the pixels' weights
   * @param values pixels x channels
   */
  static void subtractOneHot(
      int[] labels, CountedPixels counted, double total, int channels, FloatIndexer values) {
    float one = 1f / labels.length;
    for (int i = 0; i < labels.length; i++) {
      if (!counted.ignores(labels[i])) {
        long at = (long) i * channels + labels[i];
        values.put(at, values.get(at) - one);
      }
    }
    if (counted.classWeights().isEmpty() && total == labels.length) {
      return;
    }
    double rescale = total == 0 ? 0 : labels.length / total;
    for (int i = 0; i < labels.length; i++) {
      float factor = (float) (counted.weight(labels[i]) * rescale);
      for (long at = (long) i * channels, end = at + channels; at < end; at++) {
        values.put(at, values.get(at) * factor);
      }
    }
  }
}
