package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConcatKernel;
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
 * What an {@link InferencePlan} computes, in order; the last node is the output. Number {@link
 * #INPUT} stands for the graph's input.
 */
final class PlanNodes {
  static final int INPUT = 0;

  private final List<PlanNode> nodes = new ArrayList<>();
  private final List<int[]> inputs = new ArrayList<>();

  private PlanNodes() {
    nodes.add(null);
    inputs.add(new int[0]);
  }

  static PlanNodes of(ComputationGraph graph) {
    if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
      throw new IllegalArgumentException(
          "expected a graph with one input and one output, found %d and %d"
              .formatted(graph.getNumInputArrays(), graph.getNumOutputArrays()));
    }
    PlanNodes plan = new PlanNodes();
    Map<Integer, Integer> places = new HashMap<>();
    NormFolding folding = NormFolding.of(graph);
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      if (vertex.isInputVertex()) {
        places.put(index, INPUT);
        continue;
      }
      int[] from =
          Arrays.stream(vertex.getInputVertices())
              .mapToInt(VertexIndices::getVertexIndex)
              .map(places::get)
              .toArray();
      if (folding.folded(index) || isLogits(vertex.getLayer())) {
        places.put(index, from[0]);
      } else {
        plan.nodes.add(node(vertex, folding));
        plan.inputs.add(from);
        places.put(index, plan.nodes.size() - 1);
      }
    }
    return plan;
  }

  /** A loss whose activation is its input. */
  private static boolean isLogits(Layer layer) {
    return layer instanceof PixelLossLayer && !(layer instanceof PixelBceLossLayer);
  }

  private static PlanNode node(GraphVertex vertex, NormFolding folding) {
    Layer layer = vertex.getLayer();
    if (layer instanceof Conv2dLayer conv) {
      return new ConvNode(folding.conv(vertex.getVertexIndex(), conv));
    }
    if (layer instanceof PixelLayer<?> pixels) {
      return new LayerNode(pixels);
    }
    if (vertex instanceof ChannelConcatVertex) {
      return new ConcatNode(vertex.getVertexName());
    }
    throw new IllegalArgumentException(
        "vertex %s is a %s, which an inference plan does not know"
            .formatted(vertex.getVertexName(), vertex.getClass().getSimpleName()));
  }

  int size() {
    return nodes.size();
  }

  PlanNode node(int n) {
    return nodes.get(n);
  }

  /** Numbers of the nodes whose values node {@code n} reads. */
  int[] inputs(int n) {
    return inputs.get(n);
  }

  /** How often each node's value is read; the output once more, so that it stays. */
  int[] uses() {
    int[] uses = new int[nodes.size()];
    inputs.forEach(from -> Arrays.stream(from).forEach(i -> uses[i]++));
    uses[uses.length - 1]++;
    return uses;
  }

  private record ConvNode(FoldedConv conv) implements PlanNode {
    @Override
    public Nhwc output(List<Nhwc> in) {
      return conv.geometry(in.get(0)).out();
    }

    @Override
    public Step prepare(Kernels kernels, List<Nhwc> in) {
      ConvInference kernel =
          kernels.convInference(conv.geometry(in.get(0)), conv.relu(), conv.weights(), conv.bias());
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

  private record ConcatNode(String name) implements PlanNode {
    @Override
    public Nhwc output(List<Nhwc> in) {
      return ChannelConcat.output(name, in);
    }

    @Override
    public Step prepare(Kernels kernels, List<Nhwc> in) {
      ConcatKernel kernel =
          kernels.concat(output(in), in.stream().mapToInt(Nhwc::channels).toArray());
      return (xs, y) -> kernel.forward(xs, y);
    }
  }
}
