package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Max pooling, window = stride, no padding: N x H x W x C to N x floor(H / size) x floor(W / size)
 * x C.
 */
public final class MaxPool extends PixelLayerConf {
  private int size;

  /** For JSON. */
  public MaxPool() {}

  /** Pools windows of {@code size x size} pixels. */
  public MaxPool(int size) {
    this.size = size;
  }

  int size() {
    return size;
  }

  @Override
  public List<ParamSpec> paramSpecs() {
    return List.of();
  }

  @Override
  public String operation() {
    return "max pool " + size;
  }

  @Override
  public Nhwc output(Nhwc in) {
    return in.withArea(in.height() / size, in.width() / size);
  }

  @Override
  PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
    return new MaxPoolLayer(conf, dataType);
  }
}
