package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Max pooling by ND4J's {@code maxpool2d}, whose gradient finds the maxima again. */
final class Nd4jMaxPool implements MaxPoolKernel {
  private final int[] arguments;

  Nd4jMaxPool(PoolGeometry g) {
    // Kernel, stride, padding, dilation, explicit padding, unused, NHWC.
    arguments =
        new int[] {
          g.size(), g.size(), g.stride(), g.stride(), g.padding(), g.padding(), 1, 1, 0, 0, 1
        };
  }

  @Override
  public void forward(INDArray x, INDArray y, boolean keepIndices) {
    Nd4jOp.run("maxpool2d", arguments, Nd4jOp.of(x), y);
  }

  @Override
  public void backward(INDArray x, INDArray dy, INDArray dx) {
    Nd4jOp.run("maxpool2d_bp", arguments, Nd4jOp.of(x, dy), dx);
  }
}
