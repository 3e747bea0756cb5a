package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of fixed geometry. Inputs and outputs NHWC, weights OIHW, bias of one value per
 * output channel.
 */
public interface Conv2dKernel {
  /** Writes {@code y = w * x + b}; {@code b} is null where the geometry has no bias. */
  void forward(INDArray x, INDArray w, INDArray b, INDArray y);

  /**
   * Writes the gradients for {@code dy}.
   *
   * @param dx gradient for the input, or null where nothing needs it: then it is not computed
   * @param dw gradient for the weights, OIHW, or null where the layer is frozen
   * @param db gradient for the bias, or null; never without {@code dw}
   */
  void backward(INDArray x, INDArray w, INDArray dy, INDArray dx, INDArray dw, INDArray db);
}
