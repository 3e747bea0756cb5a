package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConvGeometry;
import io.perpixel.nn.kernel.Nhwc;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Convolution, N x H x W x {@code in} to N x H' x W' x {@code out}, followed by a ReLU if asked
 * for. Weights and bias start uniform in ±1/sqrt(in k k), PyTorch's default for {@code Conv2d},
 * unless told otherwise.
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
  private boolean relu;
  private Start start = Start.UNIFORM;

  /** How the weights start. The bias starts like them if uniform, otherwise at 0. */
  enum Start {
    UNIFORM,
    HE_NORMAL,
    SMALL
  }

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

  /** Nothing is added, as where a batch norm follows. */
  public Conv2d withoutBias() {
    bias = false;
    return this;
  }

  /** Every so many positions along both sides. */
  public Conv2d withStride(int positions) {
    stride = positions;
    return this;
  }

  /** The kernel's taps lie so far apart, and the padding grows with them: sides stay. */
  public Conv2d withDilation(int distance) {
    dilation = distance;
    padding = distance * (kernel / 2);
    return this;
  }

  /** The output is {@code max(0, y)}. */
  public Conv2d withRelu() {
    relu = true;
    return this;
  }

  /**
   * Weights start normal with deviation sqrt(2 / (in k k)), which keeps the signal's strength
   * through any number of layers with ReLU (He et al., 2015); the bias starts at 0.
   */
  public Conv2d startingHeNormal() {
    start = Start.HE_NORMAL;
    return this;
  }

  /** Weights start normal with deviation 0.01, the bias at 0: for logits that begin near 0. */
  public Conv2d startingSmall() {
    start = Start.SMALL;
    return this;
  }

  /** Whether a ReLU follows. */
  public boolean hasRelu() {
    return relu;
  }

  /** Side of the square kernel. */
  public int kernel() {
    return kernel;
  }

  /** Step between windows. */
  public int stride() {
    return stride;
  }

  /** Zeros on each side. */
  public int padding() {
    return padding;
  }

  /** Distance between the kernel's taps, 1 = dense. */
  public int dilation() {
    return dilation;
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
    double products = (double) in * kernel * kernel;
    ParamSpec.Initial weights =
        switch (start) {
          case UNIFORM -> ParamSpec.Initial.uniform(1 / Math.sqrt(products));
          case HE_NORMAL -> ParamSpec.Initial.normal(Math.sqrt(2 / products));
          case SMALL -> ParamSpec.Initial.normal(0.01);
        };
    List<ParamSpec> specs = new ArrayList<>();
    specs.add(new ParamSpec(WEIGHT, "weight", new long[] {out, in, kernel, kernel}, true, weights));
    if (bias) {
      ParamSpec.Initial initial = start == Start.UNIFORM ? weights : ParamSpec.Initial.constant(0);
      specs.add(new ParamSpec(BIAS, "bias", new long[] {out}, true, initial));
    }
    return specs;
  }

  @Override
  public String operation() {
    return "conv %dx%d".formatted(kernel, kernel)
        + (stride == 1 ? "" : "/" + stride)
        + (dilation == 1 ? "" : " d" + dilation)
        + (relu ? ", ReLU" : "");
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
