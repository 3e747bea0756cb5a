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
  static void check(int[] classes, Nhwc logits, int ignoreIndex) {
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] != ignoreIndex && (classes[i] < 0 || classes[i] >= logits.channels())) {
        throw new IllegalArgumentException(
            "label "
                + classes[i]
                + " at pixel "
                + i
                + " of the minibatch is not a class in 0.."
                + (logits.channels() - 1)
                + ": were the labels made with another palette or class list?");
      }
    }
  }

  /** Pixels that are not ignored. */
  static int count(int[] classes, int ignoreIndex) {
    int counted = 0;
    for (int c : classes) {
      counted += c == ignoreIndex ? 0 : 1;
    }
    return counted;
  }

  /**
   * Turns softmax probabilities divided by the number of all pixels into the gradient of the mean
   * cross entropy over those that count.
   *
   * @param values pixels x channels
   */
  static void subtractOneHot(
      int[] classes, int ignoreIndex, int counted, int channels, FloatIndexer values) {
    float one = 1f / classes.length;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] != ignoreIndex) {
        long at = (long) i * channels + classes[i];
        values.put(at, values.get(at) - one);
      }
    }
    if (counted == classes.length) {
      return;
    }
    float rescale = counted == 0 ? 0 : (float) classes.length / counted;
    for (int i = 0; i < classes.length; i++) {
      float factor = classes[i] == ignoreIndex ? 0 : rescale;
      for (long at = (long) i * channels, end = at + channels; at < end; at++) {
        values.put(at, values.get(at) * factor);
      }
    }
  }
}
