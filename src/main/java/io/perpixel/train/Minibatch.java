package io.perpixel.train;

import io.perpixel.image.Stages;
import io.perpixel.nn.model.ModelSpec;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The arrays of a minibatch, filled anew for each; not thread safe. */
interface Minibatch {
  /** For what a graph reads: images, or, if it is the tail of a model, features. */
  static Minibatch of(ComputationGraph graph, ModelSpec model, Stages inputStages) {
    List<String> inputs = graph.getConfiguration().getNetworkInputs();
    return inputs.equals(List.of(ModelSpec.INPUT))
        ? new BatchBuilder(model, inputStages)
        : new FeatureBatches(model, inputs);
  }

  /**
   * Fills the arrays.
   *
   * @throws IllegalArgumentException if examples differ in size, or do not fit the graph, or a
   *     target is of another kind; the message names the example
   */
  void fill(List<Example> examples);

  /** The graph's inputs, N x H x W x C each. */
  INDArray[] inputs();

  /** The labels, of the shape and type of the model's target. */
  INDArray labels();
}
