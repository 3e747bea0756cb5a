package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A convolution of ND4J whose result is added to what the output holds. */
final class Nd4jConvSumInference implements ConvInference {
  private final Conv2dKernel convolution;
  private final boolean relu;
  private final INDArray w;
  private final INDArray b;

  Nd4jConvSumInference(Conv2dKernel convolution, boolean relu, INDArray w, INDArray b) {
    this.convolution = convolution;
    this.relu = relu;
    this.w = w;
    this.b = b;
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    INDArray result = Nd4j.createUninitialized(y.shape());
    convolution.forward(x, w, b, result);
    y.addi(result);
    if (relu) {
      Transforms.relu(y, false);
    }
  }
}
