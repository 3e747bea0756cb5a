package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels.Interpolation;
import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** Upsampling by a whole factor: N x H x W x C to N x factor H x factor W x C. */
public final class Upsample extends PixelLayerConf {
  private int factor;
  private Interpolation interpolation;

  /** For JSON. */
  public Upsample() {}

  /** Enlarges both sides {@code factor} times. */
  public Upsample(int factor, Interpolation interpolation) {
    this.factor = factor;
    this.interpolation = interpolation;
  }

  /** How many times larger both sides become. */
  public int factor() {
    return factor;
  }

  /** How values between pixels are found. */
  public Interpolation interpolation() {
    return interpolation;
  }

  @Override
  public List<ParamSpec> paramSpecs() {
    return List.of();
  }

  @Override
  public String operation() {
    return interpolation.name().toLowerCase(Locale.ROOT) + " x" + factor;
  }

  @Override
  public Nhwc output(Nhwc in) {
    return in.withArea(in.height() * factor, in.width() * factor);
  }

  @Override
  PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
    return new UpsampleLayer(conf, dataType);
  }
}
