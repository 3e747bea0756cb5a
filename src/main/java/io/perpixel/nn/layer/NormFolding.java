package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels.Interpolation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;

/**
 * Which batch norms of a graph can be folded into which convolutions: those that alone read a
 * convolution, directly or through nearest upsampling, which repeats values and so commutes with
 * anything done value by value.
 */
final class NormFolding {
  private final Map<Integer, BatchNormLayer> normOfConv = new HashMap<>();
  private final Set<Integer> folded = new HashSet<>();
  private final GraphVertex[] vertices;
  private final Set<Integer> needed = new HashSet<>();
  private final Set<String> outputs;

  private NormFolding(ComputationGraph graph, List<String> outputs) {
    vertices = graph.getVertices();
    this.outputs = Set.copyOf(outputs);
    outputs.forEach(name -> need(graph.getVertex(name)));
  }

  /**
   * For computing the values of some vertices: only what these need counts, and they themselves are
   * read by more than their norms.
   */
  static NormFolding of(ComputationGraph graph, List<String> outputs) {
    NormFolding folding = new NormFolding(graph, outputs);
    for (int index : folding.needed) {
      GraphVertex vertex = folding.vertices[index];
      if (vertex.getLayer() instanceof BatchNormLayer norm) {
        GraphVertex source = folding.onlyReadHere(vertex);
        if (source != null
            && source.getLayer() instanceof UpsampleLayer up
            && up.layerConf().interpolation() == Interpolation.NEAREST) {
          source = folding.onlyReadHere(source);
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

  private void need(GraphVertex vertex) {
    if (needed.add(vertex.getVertexIndex()) && vertex.getInputVertices() != null) {
      for (VertexIndices from : vertex.getInputVertices()) {
        need(vertices[from.getVertexIndex()]);
      }
    }
  }

  /** The vertex that {@code reader} reads, if nothing else reads it. */
  private GraphVertex onlyReadHere(GraphVertex reader) {
    GraphVertex source = vertices[reader.getInputVertices()[0].getVertexIndex()];
    boolean wanted = source.isOutputVertex() || outputs.contains(source.getVertexName());
    return !wanted && source.getNumOutputConnections() == 1 ? source : null;
  }

  /** Whether the value of a vertex is an output, or needed for one. */
  boolean needed(int vertex) {
    return needed.contains(vertex);
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
