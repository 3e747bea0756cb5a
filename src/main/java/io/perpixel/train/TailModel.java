package io.perpixel.train;

import io.perpixel.nn.layer.TailCut;
import io.perpixel.nn.model.NamedParameters;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The trained tail of a model as a model of its own, which reads features, with the way back into
 * the whole.
 */
public final class TailModel {
  private final ModelFile whole;
  private final ModelFile tail;

  /** Cuts the tail off; it begins with the parameters, optimiser state and counts of the whole. */
  public TailModel(ModelFile whole, TailCut cut) {
    this.whole = whole;
    ComputationGraph graph = new ComputationGraph(cut.tail());
    graph.init();
    tail = new ModelFile(graph, whole.info());
    copy(whole.graph(), graph);
  }

  /** The tail. */
  public ModelFile tail() {
    return tail;
  }

  /** Moves the whole to where training has brought the tail. */
  void copyBack() {
    copy(tail.graph(), whole.graph());
  }

  /** Sets the step size of both, so that the whole is what it would be without the cut. */
  void learningRate(double rate) {
    LearningRate.set(whole.graph(), rate);
  }

  private static void copy(ComputationGraph from, ComputationGraph to) {
    Map<String, INDArray> values = NamedParameters.of(from);
    NamedParameters.of(to)
        .forEach(
            (name, view) -> {
              if (values.containsKey(name)) {
                view.assign(values.get(name));
              }
            });
    OptimiserState.copy(from, to);
    to.getConfiguration().setIterationCount(from.getConfiguration().getIterationCount());
    to.getConfiguration().setEpochCount(from.getConfiguration().getEpochCount());
  }
}
