package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.PixelLossKernel;

/**
 * The end of a per-pixel classifier: its activation is the logits themselves, N x H x W x classes;
 * its loss is the softmax cross entropy against class indices, int32 N x H x W, averaged over all
 * pixels that are not ignored.
 */
public final class PixelSoftmaxLoss extends PixelLossConf {
  private int ignoreIndex;

  /** For JSON. */
  public PixelSoftmaxLoss() {}

  /** Pixels labelled {@code ignoreIndex} do not count; negative = all count. */
  public PixelSoftmaxLoss(int ignoreIndex) {
    this.ignoreIndex = ignoreIndex;
  }

  @Override
  public PixelLossKernel kernel(Kernels family, Nhwc logits) {
    return family.softmaxCrossEntropy(logits, ignoreIndex);
  }

  @Override
  public String operation() {
    return "softmax";
  }
}
