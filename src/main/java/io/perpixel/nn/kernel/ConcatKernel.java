package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Concatenation along channels. */
public interface ConcatKernel {
  /** Writes {@code y}: the inputs' channels one after another. */
  void forward(INDArray[] xs, INDArray y);

  /** Splits {@code dy}; inputs whose entry in {@code dxs} is null are passed over. */
  void backward(INDArray dy, INDArray[] dxs);
}
