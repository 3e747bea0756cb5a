package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link ConvInference} on ND4J's convolution, which prepares nothing. */
final class Nd4jConvInference implements ConvInference {
  private final Conv2dKernel convolution;
  private final INDArray w;
  private final INDArray b;

  Nd4jConvInference(Conv2dKernel convolution, INDArray w, INDArray b) {
    this.convolution = convolution;
    this.w = w;
    this.b = b;
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    convolution.forward(x, w, b, y);
  }
}
