package io.perpixel.nn.layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/**
 * The part of a graph below which nothing is trained, such as a frozen encoder: its backward pass
 * computes nothing. DL4J walks through it all the same, with gradients that nobody writes or reads.
 */
public final class FrozenPrefix {
  private final ComputationGraphConfiguration graph;
  private final Map<String, Boolean> trains = new HashMap<>();

  FrozenPrefix(ComputationGraphConfiguration graph) {
    this.graph = graph;
  }

  /**
   * Tells every layer and vertex whether something below it is trained; to be called after
   * freezing.
   */
  public static void mark(ComputationGraphConfiguration graph) {
    FrozenPrefix prefix = new FrozenPrefix(graph);
    for (PixelLayerConf layer : PixelLayerConf.of(graph)) {
      layer.setTrainedBelow(prefix.trainedBelow(layer.getLayerName()));
    }
    graph
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof PixelVertexConf conf) {
                conf.setTrainedBelow(prefix.trainedBelow(name));
              }
            });
  }

  private boolean trainedBelow(String vertex) {
    List<String> inputs = graph.getVertexInputs().getOrDefault(vertex, List.of());
    return inputs.stream().anyMatch(this::trains);
  }

  /** Whether a vertex or something below it is trained. */
  boolean trains(String vertex) {
    Boolean known = trains.get(vertex);
    if (known == null) {
      known = isTrained(graph.getVertices().get(vertex)) || trainedBelow(vertex);
      trains.put(vertex, known);
    }
    return known;
  }

  private static boolean isTrained(GraphVertex vertex) {
    return vertex instanceof LayerVertex layer
        && layer.getLayerConf().getLayer() instanceof PixelLayerConf conf
        && !conf.isFrozen()
        && conf.paramSpecs().stream().anyMatch(ParamSpec::trained);
  }
}
