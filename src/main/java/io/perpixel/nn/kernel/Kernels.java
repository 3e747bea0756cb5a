package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A family of kernels. Each method builds an operation for one fixed geometry; building may be slow
 * (code generation), running it must not be. An operation keeps what its backward pass needs
 * between {@code forward} and {@code backward} and belongs to one layer of one replica: it is not
 * thread safe. The factory itself is.
 */
public interface Kernels {
  /** Name for settings, logs and provenance, with the library's version. */
  String name();

  /**
   * Whether arrays had better begin at a multiple of a cache line, as ND4J's own do not; any array
   * is right.
   */
  boolean prefersAligned();

  /**
   * A convolution.
   *
   * @param relu whether a ReLU follows
   */
  Conv2dKernel conv2d(ConvGeometry geometry, boolean relu);

  /**
   * A convolution with fixed weights.
   *
   * @param sum whether the result is added to what the output array holds, which ends a residual
   *     block
   * @param relu whether a ReLU follows, after the sum
   * @param w weights, OIHW; they and the bias must not change afterwards
   * @param b bias of one value per output channel, or null where the geometry has none
   */
  ConvInference convInference(
      ConvGeometry geometry, boolean sum, boolean relu, INDArray w, INDArray b);

  /**
   * Batch normalisation over N, H and W per channel, y = gamma (x - mean) / sqrt(var + epsilon) +
   * beta, then ReLU if asked for.
   *
   * @param globalStatistics normalise by given statistics instead of the batch's, in training too
   */
  BatchNormKernel batchNorm(Nhwc shape, double epsilon, boolean relu, boolean globalStatistics);

  /** Max pooling. */
  MaxPoolKernel maxPool(PoolGeometry geometry);

  /** The mean over the whole area. */
  MeanPoolKernel meanPool(Nhwc in);

  /** Sum of two tensors, then ReLU. */
  ResidualSumKernel residualSum(Nhwc shape);

  /** Resampling to another area. */
  ResampleKernel resample(Nhwc in, int outHeight, int outWidth, Interpolation interpolation);

  /** Concatenation along channels of tensors of one batch and area. */
  ConcatKernel concat(Nhwc area, int... channels);

  /**
   * Softmax cross entropy against class indices, averaged over the pixels that count.
   *
   * @throws IllegalArgumentException if there are weights, but not one for each channel
   */
  PixelLossKernel softmaxCrossEntropy(Nhwc logits, CountedPixels counted);

  /**
   * Binary cross entropy of a map of one logit per pixel. In plain Java for all families: beside
   * the convolutions of any network it is small.
   *
   * @throws IllegalArgumentException if there is more than one channel, or the area does not divide
   *     into the cells of {@code kind}
   */
  default BinaryCrossEntropyKernel binaryCrossEntropy(Nhwc logits, BceKind kind) {
    return new HostBinaryCrossEntropy(logits, kind);
  }

  /** How {@link #resample} fills in between pixels; half-pixel centres in both cases. */
  enum Interpolation {
    /** The nearest pixel. */
    NEAREST,
    /** Linear in both directions, edges clamped (PyTorch's {@code align_corners=False}). */
    BILINEAR
  }
}
