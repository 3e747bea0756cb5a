package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConvGeometry;
import io.perpixel.nn.kernel.Nhwc;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Convolution, N x H x W x {@code in} to N x H' x W' x {@code out}. Weights and bias start uniform
 * in ±1/sqrt(in k k), PyTorch's default for {@code Conv2d}.
 */
public final class Conv2d extends PixelLayerConf {
  static final String WEIGHT = "W";
  static final String BIAS = "b";

  private int in;
  private int out;
  private int kernel;
  private int stride;
  private int padding;
  private int dilation;
  private boolean bias;
  private boolean inputGradient;

  /** For JSON. */
  public Conv2d() {}

  /**
   * A convolution with stride 1, dilation 1, bias, and padding {@code kernel / 2}: sides stay as
   * they are for odd kernels.
   */
  public Conv2d(int in, int out, int kernel) {
    this.in = in;
    this.out = out;
    this.kernel = kernel;
    stride = 1;
    padding = kernel / 2;
    dilation = 1;
    bias = true;
    inputGradient = true;
  }

  /** No gradient is computed for the input: for layers that read the images themselves. */
  public Conv2d withoutInputGradient() {
    inputGradient = false;
    return this;
  }

  boolean needsInputGradient() {
    return inputGradient;
  }

  boolean hasBias() {
    return bias;
  }

  ConvGeometry geometry(Nhwc shape) {
    if (shape.channels() != in) {
      throw new IllegalArgumentException(
          "layer "
              + getLayerName()
              + " expects "
              + in
              + " input channels (NHWC), found "
              + shape.channels());
    }
    return new ConvGeometry(shape, out, kernel, stride, padding, dilation, bias);
  }

  @Override
  public List<ParamSpec> paramSpecs() {
    ParamSpec.Initial initial =
        ParamSpec.Initial.uniform(1 / Math.sqrt((double) in * kernel * kernel));
    List<ParamSpec> specs = new ArrayList<>();
    specs.add(new ParamSpec(WEIGHT, "weight", new long[] {out, in, kernel, kernel}, true, initial));
    if (bias) {
      specs.add(new ParamSpec(BIAS, "bias", new long[] {out}, true, initial));
    }
    return specs;
  }

  @Override
  public String operation() {
    return "conv %dx%d".formatted(kernel, kernel)
        + (stride == 1 ? "" : "/" + stride)
        + (dilation == 1 ? "" : " d" + dilation);
  }

  @Override
  public Nhwc output(Nhwc shape) {
    return geometry(shape).out();
  }

  @Override
  public long connections(Nhwc shape) {
    long weights = Math.multiplyExact((long) out * in, kernel * kernel);
    return Math.multiplyExact(output(shape).pixels(), weights);
  }

  @Override
  PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
    return new Conv2dLayer(conf, dataType);
  }
}
