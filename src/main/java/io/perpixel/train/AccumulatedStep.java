package io.perpixel.train;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One step of the optimiser on the mean gradient of several pieces of a minibatch, of which only
 * one is in memory at a time. {@link ComputationGraph#fit} cannot be taken apart so.
 */
final class AccumulatedStep {
  private final ComputationGraph graph;
  private INDArray sum;
  private double loss;

  AccumulatedStep(ComputationGraph graph) {
    this.graph = graph;
  }

  /** Forgets the last step's pieces. */
  void begin() {
    if (sum == null) {
      sum = Nd4j.createUninitializedDetached(DataType.FLOAT, graph.numParams());
    }
    sum.assign(0);
    loss = 0;
  }

  /**
   * Adds the gradient of a piece's mean loss.
   *
   * @param share the piece's part of the minibatch's examples; all shares add up to 1
   */
  void add(INDArray[] inputs, INDArray labels, double share) {
    if (graph.getFlattenedGradients() == null) {
      graph.initGradientsView();
    }
    graph.setInputs(inputs);
    graph.setLabels(labels);
    graph.computeGradientAndScore();
    Nd4j.getBlasWrapper().level1().axpy(sum.length(), share, gradients(), sum);
    loss += share * graph.score();
    graph.clearLayersStates();
  }

  /**
   * Moves the parameters as {@code fit} does.
   *
   * @return mean loss of the minibatch before the step
   */
  double apply(int examples) {
    gradients().assign(sum);
    int iteration = graph.getConfiguration().getIterationCount();
    int epoch = graph.getConfiguration().getEpochCount();
    graph
        .getUpdater()
        .update(graph.gradient(), iteration, epoch, examples, LayerWorkspaceMgr.noWorkspaces());
    graph.params().subi(gradients());
    graph.getConfiguration().setIterationCount(iteration + 1);
    return loss;
  }

  private INDArray gradients() {
    INDArray flat = graph.getFlattenedGradients();
    return flat.reshape(flat.length());
  }
}
