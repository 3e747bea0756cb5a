package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Dropout: in training each value is 0 with a given probability, the others grow so that the
 * expectation stays. Inference changes nothing, and neither does training where nothing below is
 * trained, unless the frozen part runs in {@link FrozenMode#COURSE}.
 */
public final class PixelDropout extends PixelLayerConf {
  private double probability;

  /** For JSON. */
  public PixelDropout() {}

  /** {@code probability} of being 0, from 0 to below 1. */
  public PixelDropout(double probability) {
    this.probability = probability;
  }

  double probability() {
    return probability;
  }

  /** Whether training drops values. */
  boolean isActive() {
    return isTrainedBelow() || isLiveWhenFrozen();
  }

  @Override
  public List<ParamSpec> paramSpecs() {
    return List.of();
  }

  @Override
  public String operation() {
    return "dropout";
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
    return new PixelDropoutLayer(conf, dataType);
  }
}
