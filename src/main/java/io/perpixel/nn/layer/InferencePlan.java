package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import java.util.LinkedHashMap;
import java.util.Map;
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
  /** A mixed directory has many image sizes: the programs of the latest few are kept. */
  private static final int KEPT = 4;

  private final PlanNodes nodes;
  private Kernels builtBy;
  private final Map<Nhwc, InferenceProgram> programs =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Nhwc, InferenceProgram> eldest) {
          return size() > KEPT;
        }
      };

  /** Prepares a graph with one input and one output. */
  public InferencePlan(ComputationGraph graph) {
    nodes = PlanNodes.of(graph);
  }

  /**
   * The graph's output.
   *
   * @param x N x H x W x C, float32
   * @return NHWC; valid until the next run
   * @throws IllegalArgumentException if the graph cannot take such an input
   */
  public INDArray run(INDArray x) {
    INDArray dense = PixelLayer.dense(x);
    Kernels current = KernelChoice.current();
    if (current != builtBy) {
      programs.clear();
      builtBy = current;
    }
    return programs
        .computeIfAbsent(
            Nhwc.of(dense.shape()), shape -> new InferenceProgram(nodes, current, shape))
        .run(dense);
  }
}
