package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.PixelLossKernel;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** The end of a graph: reads logits N x H x W x C, compares them with labels of the same area. */
public abstract class PixelLossConf extends PixelLayerConf {
  /** The loss of a graph that ends with one. */
  public static PixelLossConf of(ComputationGraph graph) {
    String output = graph.getConfiguration().getNetworkOutputs().get(0);
    return (PixelLossConf) graph.getLayer(output).conf().getLayer();
  }

  /** Computes the loss of logits of that shape. */
  public abstract PixelLossKernel kernel(Kernels family, Nhwc logits);

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
