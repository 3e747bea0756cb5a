package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph of our layers prepared for inference. Batch norms are folded into the convolutions before
 * them, weights are laid out once as the kernels want them, and activations share a few buffers
 * that live as long as the plan. {@code ComputationGraph.output} gives the same numbers up to
 * rounding, but pays in each call for workspaces, copies and a separate batch norm.
 *
 * <p>The graph's parameters must not change as long as the plan is used. Used by one thread at a
 * time.
 */
public final class InferencePlan {
  private final PlanNodes nodes;
  private final KernelCache<List<Nhwc>, InferenceProgram> programs;

  /** Prepares a graph for its own outputs. */
  public InferencePlan(ComputationGraph graph) {
    this(graph, graph.getConfiguration().getNetworkOutputs());
  }

  /**
   * Prepares that part of a graph which computes the values of some of its vertices.
   *
   * @param outputs names of vertices; an input of the graph is one too
   */
  public InferencePlan(ComputationGraph graph, List<String> outputs) {
    nodes = PlanNodes.of(graph, outputs);
    programs = new KernelCache<>((kernels, shapes) -> new InferenceProgram(nodes, kernels, shapes));
  }

  /**
   * The first output.
   *
   * @param xs the graph's inputs in their order, each N x H x W x C, float32
   * @return NHWC; valid until the next run
   * @throws IllegalArgumentException if the graph cannot take such inputs
   */
  public INDArray run(INDArray... xs) {
    return outputs(xs)[0];
  }

  /** All outputs, as {@link #run} gives the first. */
  public INDArray[] outputs(INDArray... xs) {
    if (xs.length != nodes.graphInputs()) {
      throw new IllegalArgumentException(
          "expected %d inputs, found %d".formatted(nodes.graphInputs(), xs.length));
    }
    INDArray[] dense = Arrays.stream(xs).map(PixelLayer::dense).toArray(INDArray[]::new);
    List<Nhwc> shapes = Arrays.stream(dense).map(x -> Nhwc.of(x.shape())).toList();
    return programs.get(shapes).run(dense);
  }
}
