package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss on a map of logits NHWC and a map of labels of the same area. */
public interface PixelLossKernel {
  /**
   * The mean loss over the pixels that count (0 where none does), in nats.
   *
   * @param labels int32 class indices of shape N x H x W, or what else the loss says
   * @param gradient receives the gradient of the mean loss for the logits; null to compute the loss
   *     alone
   * @throws IllegalArgumentException if a label is neither a class nor the ignore index, or not
   *     what the loss expects
   */
  double forward(INDArray logits, INDArray labels, INDArray gradient);
}
