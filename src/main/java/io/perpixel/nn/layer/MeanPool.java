package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** The mean over the whole area: N x H x W x C to N x 1 x 1 x C. */
public final class MeanPool extends PixelLayerConf {
  @Override
  public List<ParamSpec> paramSpecs() {
    return List.of();
  }

  @Override
  public String operation() {
    return "mean";
  }

  @Override
  public Nhwc output(Nhwc in) {
    return in.withArea(1, 1);
  }

  @Override
  PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
    return new MeanPoolLayer(conf, dataType);
  }
}
