package io.perpixel.nn.model;

import io.perpixel.nn.layer.ParamSpec;
import io.perpixel.nn.layer.PixelLayerConf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradients of a graph's last step under the names of {@link NamedParameters}. */
final class NamedGradients {
  private NamedGradients() {}

  /** Views of those of all trained parameters. */
  static Map<String, INDArray> of(ComputationGraph graph) {
    Map<String, INDArray> named = new LinkedHashMap<>();
    Map<String, INDArray> all = graph.gradient().gradientForVariable();
    for (PixelLayerConf conf : PixelLayerConf.of(graph.getConfiguration())) {
      for (ParamSpec spec : conf.paramSpecs()) {
        INDArray gradient = all.get(conf.getLayerName() + "_" + spec.key());
        if (gradient != null) {
          named.put(conf.getLayerName() + "." + spec.torchName(), gradient);
        }
      }
    }
    return named;
  }
}
