package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.BceKind;
import io.perpixel.nn.kernel.BinaryCrossEntropyKernel;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The end of a net that predicts a map: it reads logits N x H x W x 1, its activation is their
 * sigmoid; its loss is the binary cross entropy against targets in [0, 1], float32 N x H x W x 1,
 * computed from the logits.
 */
public final class PixelBceLoss extends PixelLossConf {
  private BceKind kind;

  /** For JSON. */
  public PixelBceLoss() {}

  /** A loss of the given kind. */
  public PixelBceLoss(BceKind kind) {
    this.kind = kind;
  }

  @Override
  public BinaryCrossEntropyKernel kernel(Kernels family, Nhwc logits) {
    return family.binaryCrossEntropy(logits, kind);
  }

  @Override
  public String operation() {
    return "sigmoid";
  }

  @Override
  PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
    return new PixelBceLossLayer(conf, dataType);
  }
}
