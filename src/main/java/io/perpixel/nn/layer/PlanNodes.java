package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConvInference;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;

/**
 * What an {@link InferencePlan} computes, in order. The first numbers stand for the graph's inputs,
 * in their order.
 */
final class PlanNodes {
  private final List<PlanNode> nodes = new ArrayList<>();
  private final List<int[]> inputs = new ArrayList<>();
  private final int graphInputs;
  private int[] outputs;

  private PlanNodes(int graphInputs) {
    this.graphInputs = graphInputs;
    for (int i = 0; i < graphInputs; i++) {
      nodes.add(null);
      inputs.add(new int[0]);
    }
  }

  /** What it takes to compute the values of some vertices of a graph. */
  static PlanNodes of(ComputationGraph graph, List<String> outputs) {
    List<String> graphInputs = graph.getConfiguration().getNetworkInputs();
    PlanNodes plan = new PlanNodes(graphInputs.size());
    Map<Integer, Integer> places = new HashMap<>();
    Folding folding = Folding.of(graph, outputs);
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      if (vertex.isInputVertex()) {
        places.put(index, graphInputs.indexOf(vertex.getVertexName()));
        continue;
      }
      if (!folding.needed(index)) {
        continue;
      }
      int[] from =
          Arrays.stream(vertex.getInputVertices())
              .mapToInt(VertexIndices::getVertexIndex)
              .map(places::get)
              .toArray();
      if (folding.doneElsewhere(index) || changesNothing(vertex.getLayer())) {
        places.put(index, from[0]);
      } else {
        plan.nodes.add(node(vertex, folding));
        plan.inputs.add(from);
        places.put(index, plan.nodes.size() - 1);
      }
    }
    plan.outputs =
        outputs.stream()
            .mapToInt(name -> places.get(graph.getVertex(name).getVertexIndex()))
            .toArray();
    return plan;
  }

  /** Dropout, and a loss whose activation is its input. */
  private static boolean changesNothing(Layer layer) {
    return layer instanceof PixelDropoutLayer
        || layer instanceof PixelLossLayer && !(layer instanceof PixelBceLossLayer);
  }

  private static PlanNode node(GraphVertex vertex, Folding folding) {
    Layer layer = vertex.getLayer();
    if (layer instanceof Conv2dLayer) {
      return new ConvNode(folding.conv(vertex));
    }
    if (layer instanceof PixelLayer<?> pixels) {
      return new LayerNode(pixels);
    }
    if (vertex instanceof PixelVertex several) {
      return folding
          .endOfBlock(vertex)
          .<PlanNode>map(conv -> new ConvSumNode(conv, vertex.getVertexName()))
          .orElseGet(() -> new VertexNode(several));
    }
    throw new IllegalArgumentException(
        "vertex %s is a %s, which an inference plan does not know"
            .formatted(vertex.getVertexName(), vertex.getClass().getSimpleName()));
  }

  int size() {
    return nodes.size();
  }

  /** How many of the first numbers are the graph's inputs. */
  int graphInputs() {
    return graphInputs;
  }

  /** Numbers of the nodes whose values are wanted. */
  int[] outputs() {
    return outputs;
  }

  PlanNode node(int n) {
    return nodes.get(n);
  }

  /** Numbers of the nodes whose values node {@code n} reads. */
  int[] inputs(int n) {
    return inputs.get(n);
  }

  /** Number of the node whose value node {@code n} overwrites if it may; negative = none. */
  int overwrites(int n) {
    int place = nodes.get(n).overwrites();
    return place < 0 ? place : inputs.get(n)[place];
  }

  /** How often each node's value is read; the outputs once more, so that they stay. */
  int[] uses() {
    int[] uses = new int[nodes.size()];
    inputs.forEach(from -> Arrays.stream(from).forEach(i -> uses[i]++));
    Arrays.stream(outputs).forEach(i -> uses[i]++);
    return uses;
  }

  private record ConvNode(FoldedConv conv) implements PlanNode {
    @Override
    public Nhwc output(List<Nhwc> in) {
      return conv.geometry(in.get(0)).out();
    }

    @Override
    public Step prepare(Kernels kernels, List<Nhwc> in) {
      ConvInference kernel = conv.prepare(kernels, in.get(0), false);
      return (xs, y) -> kernel.forward(xs[0], y);
    }
  }

  private record LayerNode(PixelLayer<?> layer) implements PlanNode {
    @Override
    public Nhwc output(List<Nhwc> in) {
      return layer.layerConf().output(in.get(0));
    }

    @Override
    public Step prepare(Kernels kernels, List<Nhwc> in) {
      return (xs, y) -> layer.infer(xs[0], y);
    }
  }

  private record VertexNode(PixelVertex vertex) implements PlanNode {
    @Override
    public Nhwc output(List<Nhwc> in) {
      return vertex.output(in);
    }

    @Override
    public Step prepare(Kernels kernels, List<Nhwc> in) {
      List<Nhwc> shapes = List.copyOf(in);
      return (xs, y) -> vertex.forward(shapes, xs, y);
    }
  }
}
