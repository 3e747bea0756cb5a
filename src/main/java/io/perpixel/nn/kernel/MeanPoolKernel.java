package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Mean over height and width: N x H x W x C to N x 1 x 1 x C. */
public interface MeanPoolKernel {
  /** Writes the means. */
  void forward(INDArray x, INDArray y);

  /** Writes the gradient for the input: every pixel gets its share of {@code dy}. */
  void backward(INDArray dy, INDArray dx);
}
