package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Kernels on ND4J's own operations: CUDA through cuDNN, and any CPU without oneDNN's library. */
public final class Nd4jKernels implements Kernels {
  /** Whether ND4J runs on a GPU in this process. */
  public static boolean onGpu() {
    return !Nd4j.getBackend().getClass().getSimpleName().contains("Cpu");
  }

  @Override
  public String name() {
    return "nd4j " + Nd4j.getBackend().getClass().getSimpleName();
  }

  @Override
  public boolean prefersAligned() {
    return false;
  }

  @Override
  public Conv2dKernel conv2d(ConvGeometry geometry, boolean relu) {
    Conv2dKernel conv =
        geometry.dilation() == 1 ? new Nd4jConv2d(geometry) : new Nd4jDilatedConv2d(geometry);
    return relu ? new Nd4jConv2dRelu(conv) : conv;
  }

  @Override
  public ConvInference convInference(
      ConvGeometry geometry, boolean sum, boolean relu, INDArray w, INDArray b) {
    return sum
        ? new Nd4jConvSumInference(conv2d(geometry, false), relu, w, b)
        : new Nd4jConvInference(conv2d(geometry, relu), w, b);
  }

  @Override
  public BatchNormKernel batchNorm(
      Nhwc shape, double epsilon, boolean relu, boolean globalStatistics) {
    return new Nd4jBatchNorm(shape, epsilon, relu, globalStatistics);
  }

  @Override
  public MaxPoolKernel maxPool(PoolGeometry geometry) {
    return new Nd4jMaxPool(geometry);
  }

  @Override
  public MeanPoolKernel meanPool(Nhwc in) {
    return new Nd4jMeanPool(in);
  }

  @Override
  public ResidualSumKernel residualSum(Nhwc shape) {
    return new Nd4jResidualSum();
  }

  @Override
  public ResampleKernel resample(
      Nhwc in, int outHeight, int outWidth, Interpolation interpolation) {
    return new Nd4jResample(in, outHeight, outWidth, interpolation);
  }

  @Override
  public ConcatKernel concat(Nhwc area, int... channels) {
    return new Nd4jConcat(channels);
  }

  @Override
  public PixelLossKernel softmaxCrossEntropy(Nhwc logits, CountedPixels counted) {
    return new Nd4jSoftmaxCrossEntropy(logits, counted);
  }
}
