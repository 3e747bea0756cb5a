package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link PixelLossKernel} on one logit per pixel; its labels are float32 in [0, 1], one per
 * pixel.
 */
public interface BinaryCrossEntropyKernel extends PixelLossKernel {
  /** Writes the sigmoid of the logits. */
  void probabilities(INDArray logits, INDArray probabilities);
}
