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
  public ConvInference convInference(ConvGeometry geometry, boolean relu, INDArray w, INDArray b) {
    return new Nd4jConvInference(conv2d(geometry, relu), w, b);
  }

  @Override
  public BatchNormKernel batchNorm(
      Nhwc shape, double epsilon, boolean relu, boolean globalStatistics) {
    return new Nd4jBatchNorm(shape, epsilon, relu, globalStatistics);
  }

  @Override
  public MaxPoolKernel maxPool(Nhwc in, int size) {
    return new Nd4jMaxPool(size);
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
  public PixelLossKernel softmaxCrossEntropy(Nhwc logits, int ignoreIndex) {
    return new Nd4jSoftmaxCrossEntropy(logits, ignoreIndex);
  }
}
