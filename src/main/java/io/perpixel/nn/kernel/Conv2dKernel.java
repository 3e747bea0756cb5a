package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of fixed geometry, followed by a ReLU where it was built so. Inputs and outputs
 * NHWC, weights OIHW, bias of one value per output channel.
 */
public interface Conv2dKernel {
  /**
   * Writes {@code y = w * x + b}, or the larger of that and 0 with a ReLU; {@code b} is null where
   * the geometry has no bias.
   */
  void forward(INDArray x, INDArray w, INDArray b, INDArray y);

  /**
   * Writes the gradients for {@code dy}.
   *
   * @param y what {@link #forward} wrote; read only with a ReLU, otherwise it may be null
   * @param dy gradient for the output; with a ReLU it is overwritten: 0 wherever {@code y} is 0
   * @param dx gradient for the input, or null where nothing needs it: then it is not computed
   * @param dw gradient for the weights, OIHW, or null where the layer is frozen
   * @param db gradient for the bias, or null; never without {@code dw}
   */
  void backward(
      INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray db);
}
