package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Resampling between two fixed areas. */
public interface ResampleKernel {
  /** Writes the resampled tensor. */
  void forward(INDArray x, INDArray y);

  /** Writes the gradient for the input. */
  void backward(INDArray dy, INDArray dx);
}
