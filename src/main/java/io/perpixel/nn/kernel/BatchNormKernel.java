package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalisation of fixed shape; per-channel arrays have one value per channel. */
public interface BatchNormKernel {
  /**
   * Training pass. Without global statistics {@code mean} and {@code variance} (biased) receive the
   * batch's; with them they are read.
   */
  void forwardTraining(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y);

  /** Inference pass with the given statistics. */
  void forwardInference(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y);

  /**
   * Gradients of the last training pass. {@code x}, {@code mean} and {@code variance} are those of
   * that pass; {@code dgamma} and {@code dbeta} are written.
   */
  void backward(
      INDArray x,
      INDArray gamma,
      INDArray beta,
      INDArray mean,
      INDArray variance,
      INDArray dy,
      INDArray dx,
      INDArray dgamma,
      INDArray dbeta);
}
