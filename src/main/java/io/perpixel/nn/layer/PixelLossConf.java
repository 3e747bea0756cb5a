package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.PixelLossKernel;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** The end of a graph: reads logits N x H x W x C, compares them with labels of the same area. */
public abstract class PixelLossConf extends PixelLayerConf {
  abstract PixelLossKernel kernel(Kernels family, Nhwc logits);

  @Override
  public List<ParamSpec> paramSpecs() {
    return List.of();
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
    return new PixelLossLayer(conf, dataType);
  }
}
