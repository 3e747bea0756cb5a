package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.CountedPixels;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.PixelLossKernel;
import java.util.List;

/**
 * The end of a per-pixel classifier: its activation is the logits themselves, N x H x W x classes;
 * its loss is the softmax cross entropy against class indices, int32 N x H x W, averaged over all
 * {@linkplain CountedPixels pixels that count}.
 */
public final class PixelSoftmaxLoss extends PixelLossConf {
  private int ignoreIndex;
  private List<Double> classWeights;

  /** For JSON. */
  public PixelSoftmaxLoss() {}

  /** The mean over these pixels. */
  public PixelSoftmaxLoss(CountedPixels counted) {
    ignoreIndex = counted.ignoreIndex();
    classWeights = counted.classWeights();
  }

  /** The pixels that count, and how much. */
  public CountedPixels counted() {
    return new CountedPixels(ignoreIndex, classWeights == null ? List.of() : classWeights);
  }

  /**
   * Weighs classes.
   *
   * @param weights one number from 0 for each class
   */
  public void setClassWeights(List<Double> weights) {
    classWeights = new CountedPixels(ignoreIndex, weights).classWeights();
  }

  @Override
  public PixelLossKernel kernel(Kernels family, Nhwc logits) {
    return family.softmaxCrossEntropy(logits, counted());
  }

  @Override
  public String operation() {
    return "softmax";
  }
}
