package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels.Interpolation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;

/**
 * Which vertices of a graph can be done by others. A batch norm that alone reads a convolution is
 * folded into it; nearest upsampling may lie between, which repeats values and so commutes with
 * anything done value by value. A convolution, with its batch norm, that is the first input of a
 * residual sum and read by nothing else is done together with the sum.
 */
final class Folding {
  private final Map<Integer, BatchNormLayer> normOfConv = new HashMap<>();
  private final Map<Integer, GraphVertex> convOfSum = new HashMap<>();
  private final Set<Integer> doneElsewhere = new HashSet<>();
  private final GraphVertex[] vertices;
  private final Set<Integer> needed = new HashSet<>();
  private final Set<String> outputs;

  private Folding(ComputationGraph graph, List<String> outputs) {
    vertices = graph.getVertices();
    this.outputs = Set.copyOf(outputs);
    outputs.forEach(name -> need(graph.getVertex(name)));
  }

  /**
   * For computing the values of some vertices: only what these need counts, and they themselves are
   * read by more than their norms.
   */
  static Folding of(ComputationGraph graph, List<String> outputs) {
    Folding folding = new Folding(graph, outputs);
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
          folding.doneElsewhere.add(vertex.getVertexIndex());
        }
      } else if (vertex instanceof ResidualSumVertex) {
        GraphVertex conv = folding.endConvolution(vertex);
        if (conv != null) {
          folding.convOfSum.put(index, conv);
          folding.doneElsewhere.add(conv.getVertexIndex());
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

  /** The convolution whose result a sum reads, as it is or after a batch norm. */
  private GraphVertex endConvolution(GraphVertex sum) {
    GraphVertex source = onlyReadHere(sum);
    if (source != null
        && source.getLayer() instanceof BatchNormLayer norm
        && !norm.layerConf().hasRelu()) {
      source = onlyReadHere(source);
    }
    return source != null
            && source.getLayer() instanceof Conv2dLayer conv
            && !conv.layerConf().hasRelu()
        ? source
        : null;
  }

  /** Whether another vertex does what this one would do; its first input stands for it. */
  boolean doneElsewhere(int vertex) {
    return doneElsewhere.contains(vertex);
  }

  FoldedConv conv(GraphVertex vertex) {
    return new FoldedConv((Conv2dLayer) vertex.getLayer(), normOfConv.get(vertex.getVertexIndex()));
  }

  /** The convolution that ends the residual block of a sum, if the sum does it. */
  Optional<FoldedConv> endOfBlock(GraphVertex sum) {
    return Optional.ofNullable(convOfSum.get(sum.getVertexIndex())).map(this::conv);
  }
}
