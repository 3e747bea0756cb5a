package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dense convolution by ND4J's {@code conv2d} and {@code conv2d_bp}: cuDNN on a GPU. */
final class Nd4jConv2d implements Conv2dKernel {
  private static final int EXPLICIT_PADDING = 0;
  private static final int NHWC = 1;
  private static final int OIHW = 1;

  private final ConvGeometry g;
  private final int[] arguments;

  Nd4jConv2d(ConvGeometry g) {
    this.g = g;
    arguments =
        new int[] {
          g.kernel(),
          g.kernel(),
          g.stride(),
          g.stride(),
          g.padding(),
          g.padding(),
          g.dilation(),
          g.dilation(),
          EXPLICIT_PADDING,
          NHWC,
          OIHW
        };
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray b, INDArray y) {
    Nd4jOp.run("conv2d", arguments, g.bias() ? Nd4jOp.of(x, w, b) : Nd4jOp.of(x, w), y);
  }

  /** {@code conv2d_bp} knows only all gradients at once; those not wanted go to scratch arrays. */
  @Override
  public void backward(
      INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray db) {
    if (dx == null && dw == null) {
      return;
    }
    INDArray toX = dx != null ? dx : Nd4j.createUninitialized(x.shape());
    INDArray toW = dw != null ? dw : Nd4j.createUninitialized(w.shape());
    Nd4jOp.run("conv2d_bp", arguments, Nd4jOp.of(x, w, dy), toX, toW);
    if (db != null) {
      Nd4jRows.sum(dy, db);
    }
  }
}
