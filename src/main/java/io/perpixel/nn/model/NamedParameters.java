package io.perpixel.nn.model;

import io.perpixel.nn.layer.ParamSpec;
import io.perpixel.nn.layer.PixelLayerConf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a graph under the names that they have in a PyTorch state dict. */
public final class NamedParameters {
  private NamedParameters() {}

  /**
   * Views of all parameters in graph order, running statistics included; convolution weights are
   * OIHW.
   *
   * @throws IllegalArgumentException if a layer is none of ours
   */
  public static Map<String, INDArray> of(ComputationGraph graph) {
    Map<String, INDArray> named = new LinkedHashMap<>();
    for (Layer layer : graph.getLayers()) {
      if (!(layer.conf().getLayer() instanceof PixelLayerConf conf)) {
        throw new IllegalArgumentException(
            "layer %s is a %s; expected layers of perpixel's own models alone"
                .formatted(
                    layer.conf().getLayer().getLayerName(),
                    layer.conf().getLayer().getClass().getName()));
      }
      for (ParamSpec spec : conf.paramSpecs()) {
        named.put(conf.getLayerName() + "." + spec.torchName(), layer.getParam(spec.key()));
      }
    }
    return named;
  }

  /**
   * Shapes of all parameters, running statistics included, before there is a graph.
   *
   * @return in no particular order
   */
  public static Map<String, long[]> shapes(ComputationGraphConfiguration configuration) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (PixelLayerConf conf : PixelLayerConf.of(configuration)) {
      for (ParamSpec spec : conf.paramSpecs()) {
        shapes.put(conf.getLayerName() + "." + spec.torchName(), spec.shape());
      }
    }
    return shapes;
  }
}
