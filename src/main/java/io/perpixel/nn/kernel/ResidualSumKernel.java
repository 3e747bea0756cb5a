package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The end of a residual block: {@code y = max(0, a + b)}, all of one shape. */
public interface ResidualSumKernel {
  /** Writes {@code y}, which may be the array of {@code a}. */
  void forward(INDArray a, INDArray b, INDArray y);

  /**
   * Writes the gradients for both inputs: {@code dy} where {@code y} is positive, 0 elsewhere.
   *
   * @param y what {@link #forward} wrote
   */
  void backward(INDArray y, INDArray dy, INDArray da, INDArray db);
}
