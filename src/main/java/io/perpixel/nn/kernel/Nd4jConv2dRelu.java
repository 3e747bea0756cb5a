package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A convolution of ND4J followed by its ReLU. */
final class Nd4jConv2dRelu implements Conv2dKernel {
  private final Conv2dKernel conv;

  Nd4jConv2dRelu(Conv2dKernel conv) {
    this.conv = conv;
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray b, INDArray y) {
    conv.forward(x, w, b, y);
    Transforms.relu(y, false);
  }

  @Override
  public void backward(
      INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray db) {
    dy.muli(y.gt(0).castTo(dy.dataType()));
    conv.backward(x, w, y, dy, dx, dw, db);
  }
}
