package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The end of a per-pixel classifier: its activation is the logits themselves, N x H x W x classes;
 * its loss is the softmax cross entropy against class indices, int32 N x H x W, averaged over all
 * pixels that are not ignored.
 */
public final class PixelSoftmaxLoss extends PixelLayerConf {
  private int ignoreIndex;

  /** For JSON. */
  public PixelSoftmaxLoss() {}

  /** Pixels labelled {@code ignoreIndex} do not count; negative = all count. */
  public PixelSoftmaxLoss(int ignoreIndex) {
    this.ignoreIndex = ignoreIndex;
  }

  int ignoreIndex() {
    return ignoreIndex;
  }

  @Override
  public List<ParamSpec> paramSpecs() {
    return List.of();
  }

  @Override
  public String operation() {
    return "softmax";
  }

  @Override
  public Nhwc output(Nhwc in) {
    return in;
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  @Override
  PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
    return new PixelSoftmaxLossLayer(conf, dataType);
  }
}
