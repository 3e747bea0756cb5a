package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of fixed geometry and fixed weights, for inference: what can be prepared once is
 * prepared when it is built.
 */
public interface ConvInference {
  /**
   * Writes {@code y = w * x + b}, NHWC; where the convolution was built so, plus what {@code y}
   * held, and the ReLU of it.
   */
  void forward(INDArray x, INDArray y);
}
