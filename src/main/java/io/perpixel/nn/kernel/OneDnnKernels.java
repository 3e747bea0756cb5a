package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import org.bytedeco.dnnl.dnnl_version_t;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels on oneDNN, called directly: the fast choice on x86-64 CPUs. */
public final class OneDnnKernels implements Kernels {
  @Override
  public String name() {
    dnnl_version_t v = dnnl_version();
    return "onednn " + v.major() + "." + v.minor() + "." + v.patch();
  }

  @Override
  public boolean prefersAligned() {
    return true;
  }

  @Override
  public Conv2dKernel conv2d(ConvGeometry geometry, boolean relu) {
    return new OneDnnConv2d(geometry, relu);
  }

  @Override
  public ConvInference convInference(
      ConvGeometry geometry, boolean sum, boolean relu, INDArray w, INDArray b) {
    return new OneDnnConvInference(geometry, sum, relu, w, b);
  }

  @Override
  public BatchNormKernel batchNorm(
      Nhwc shape, double epsilon, boolean relu, boolean globalStatistics) {
    return new OneDnnBatchNorm(shape, (float) epsilon, relu, globalStatistics);
  }

  @Override
  public MaxPoolKernel maxPool(PoolGeometry geometry) {
    return new OneDnnMaxPool(geometry);
  }

  @Override
  public MeanPoolKernel meanPool(Nhwc in) {
    return new OneDnnMeanPool(in);
  }

  @Override
  public ResidualSumKernel residualSum(Nhwc shape) {
    return new OneDnnResidualSum(shape);
  }

  @Override
  public ResampleKernel resample(
      Nhwc in, int outHeight, int outWidth, Interpolation interpolation) {
    return new OneDnnResample(in, outHeight, outWidth, interpolation);
  }

  @Override
  public ConcatKernel concat(Nhwc area, int... channels) {
    return new OneDnnConcat(area, channels);
  }

  @Override
  public PixelLossKernel softmaxCrossEntropy(Nhwc logits, CountedPixels counted) {
    return new OneDnnSoftmaxCrossEntropy(logits, counted);
  }
}
