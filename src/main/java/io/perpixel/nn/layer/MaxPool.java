package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.PoolGeometry;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** Max pooling; the size of the output is that of {@link PoolGeometry}. */
public final class MaxPool extends PixelLayerConf {
  private int size;
  private int stride;
  private int padding;

  /** For JSON. */
  public MaxPool() {}

  /** Pools windows of {@code size x size} pixels side by side; what is left over is dropped. */
  public MaxPool(int size) {
    this(size, size, 0);
  }

  /**
   * Pools windows of {@code size x size} pixels.
   *
   * @param stride step between windows
   * @param padding pixels that the first window reaches beyond the edge, at most {@code size / 2}
   */
  public MaxPool(int size, int stride, int padding) {
    this.size = size;
    this.stride = stride;
    this.padding = padding;
  }

  /** Side of the square window. */
  public int size() {
    return size;
  }

  /** Step between windows; files from before there was one have none. */
  public int stride() {
    return stride == 0 ? size : stride;
  }

  /** Pixels that the first window reaches beyond the edge. */
  public int padding() {
    return padding;
  }

  /** As a kernel wants it. */
  PoolGeometry geometry(Nhwc in) {
    return new PoolGeometry(in, size, stride(), padding);
  }

  @Override
  public List<ParamSpec> paramSpecs() {
    return List.of();
  }

  @Override
  public String operation() {
    return "max pool " + size + (stride() == size ? "" : "/" + stride);
  }

  @Override
  public Nhwc output(Nhwc in) {
    return geometry(in).out();
  }

  @Override
  PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
    return new MaxPoolLayer(conf, dataType);
  }
}
