package io.perpixel.nn.kernel;

import io.perpixel.nn.kernel.Kernels.Interpolation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Resampling as two matrix products, one along H and one along W: exact for both interpolations, as
 * is the gradient, which multiplies by the transposed matrices. ND4J's own {@code resize_bilinear}
 * has no gradient.
 */
final class Nd4jResample implements ResampleKernel {
  private static final int[][] FIRST_AREA_AXIS = {{1}, {1}};
  private static final int[][] TRANSPOSED = {{1}, {0}};

  private final INDArray alongHeight;
  private final INDArray alongWidth;

  Nd4jResample(Nhwc in, int outHeight, int outWidth, Interpolation interpolation) {
    alongHeight = detached(matrix(in.height(), outHeight, interpolation));
    alongWidth = detached(matrix(in.width(), outWidth, interpolation));
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    product(x, FIRST_AREA_AXIS, y);
  }

  @Override
  public void backward(INDArray dy, INDArray dx) {
    product(dy, TRANSPOSED, dx);
  }

  /** NHWC to NWCH' to NCH'W', each product taking the axis in second place to the end. */
  private void product(INDArray from, int[][] axes, INDArray to) {
    INDArray product = Nd4j.tensorMmul(Nd4j.tensorMmul(from, alongHeight, axes), alongWidth, axes);
    to.assign(product.permute(0, 2, 3, 1));
  }

  /** Row o holds the weights of the input pixels in output pixel o. */
  private static float[][] matrix(int in, int out, Interpolation interpolation) {
    float[][] weights = new float[out][in];
    double scale = (double) in / out;
    for (int o = 0; o < out; o++) {
      double centre = (o + 0.5) * scale;
      if (interpolation == Interpolation.NEAREST) {
        weights[o][Math.min((int) centre, in - 1)] = 1;
      } else {
        double at = Math.min(Math.max(centre - 0.5, 0), in - 1);
        int low = Math.min((int) at, in - 1);
        int high = Math.min(low + 1, in - 1);
        weights[o][low] += (float) (1 - (at - low));
        weights[o][high] += (float) (at - low);
      }
    }
    return weights;
  }

  /** The kernel outlives the workspace in which its layer happens to build it. */
  private static INDArray detached(float[][] matrix) {
    return Nd4j.create(matrix).detach();
  }
}
