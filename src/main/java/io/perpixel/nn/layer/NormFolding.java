package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels.Interpolation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;

/**
 * Which batch norms of a graph can be folded into which convolutions: those that alone read a
 * convolution, directly or through nearest upsampling, which repeats values and so commutes with
 * anything done value by value.
 */
final class NormFolding {
  private final Map<Integer, BatchNormLayer> normOfConv = new HashMap<>();
  private final Set<Integer> folded = new HashSet<>();

  private NormFolding() {}

  static NormFolding of(ComputationGraph graph) {
    NormFolding folding = new NormFolding();
    GraphVertex[] vertices = graph.getVertices();
    for (GraphVertex vertex : vertices) {
      if (vertex.getLayer() instanceof BatchNormLayer norm) {
        GraphVertex source = onlyReadHere(vertices, vertex);
        if (source != null
            && source.getLayer() instanceof UpsampleLayer up
            && up.layerConf().interpolation() == Interpolation.NEAREST) {
          source = onlyReadHere(vertices, source);
        }
        if (source != null
            && source.getLayer() instanceof Conv2dLayer conv
            && !conv.layerConf().hasRelu()) {
          folding.normOfConv.put(source.getVertexIndex(), norm);
          folding.folded.add(vertex.getVertexIndex());
        }
      }
    }
    return folding;
  }

  /** The vertex that {@code reader} reads, if nothing else reads it. */
  private static GraphVertex onlyReadHere(GraphVertex[] vertices, GraphVertex reader) {
    GraphVertex source = vertices[reader.getInputVertices()[0].getVertexIndex()];
    return !source.isOutputVertex() && source.getNumOutputConnections() == 1 ? source : null;
  }

  /** Whether the vertex is a batch norm that its convolution does. */
  boolean folded(int vertex) {
    return folded.contains(vertex);
  }

  FoldedConv conv(int vertex, Conv2dLayer conv) {
    BatchNormLayer norm = normOfConv.get(vertex);
    return norm == null ? FoldedConv.of(conv) : FoldedConv.of(conv, norm);
  }
}
