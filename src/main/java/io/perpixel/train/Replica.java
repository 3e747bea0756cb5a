package io.perpixel.train;

import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.ComputeThreads;
import io.perpixel.nn.layer.InferencePlan;
import io.perpixel.nn.model.ModelSpec;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model with its optimiser and its buffers, which takes steps: the plain loop has one, each Spark
 * worker has one. Used by one thread at a time.
 */
public final class Replica {
  private final ComputationGraph graph;
  private final ModelSpec model;
  private final Minibatch batches;
  private final int threads;
  private final int pieces;
  private final AccumulatedStep accumulated;
  private InferencePlan plan;

  /**
   * Wraps an initialised graph, a whole model or the tail of one, that takes each step at once.
   *
   * @param threads CPU threads of each operation
   */
  public Replica(ComputationGraph graph, ModelSpec model, Stages inputStages, int threads) {
    this(graph, model, inputStages, threads, 1);
  }

  /**
   * Wraps an initialised graph.
   *
   * @param threads CPU threads of each operation
   * @param pieces into which a minibatch is cut, from 1: their gradients are computed one after
   *     another and averaged over the examples before the optimiser takes its step
   */
  public Replica(
      ComputationGraph graph, ModelSpec model, Stages inputStages, int threads, int pieces) {
    this.graph = graph;
    this.model = model;
    this.threads = threads;
    this.pieces = pieces;
    accumulated = new AccumulatedStep(graph);
    batches = Minibatch.of(graph, model, inputStages);
  }

  /** What the graph is. */
  public ModelSpec model() {
    return model;
  }

  /** The graph. Whoever changes its parameters says so: {@link #parametersChanged}. */
  public ComputationGraph graph() {
    return graph;
  }

  /**
   * One step of the optimiser.
   *
   * @return the mean loss of the minibatch before the step, in nats; NaN or infinite if training
   *     diverged
   */
  public double step(List<Example> minibatch) {
    if (pieces > 1) {
      return accumulate(minibatch);
    }
    batches.fill(minibatch);
    return step(batches.inputs(), batches.labels());
  }

  private double accumulate(List<Example> minibatch) {
    ComputeThreads.use(threads);
    parametersChanged();
    int all = minibatch.size();
    int most = (int) (((long) all + pieces - 1) / pieces);
    accumulated.begin();
    for (int from = 0; from < all; from += most) {
      List<Example> piece = minibatch.subList(from, Math.min(all, from + most));
      batches.fill(piece);
      accumulated.add(batches.inputs(), batches.labels(), (double) piece.size() / all);
    }
    return accumulated.apply(all);
  }

  /**
   * One step on ready-made arrays: images N x H x W x C float32, labels as the model's loss reads
   * them.
   */
  public double step(INDArray images, INDArray labels) {
    return step(new INDArray[] {images}, labels);
  }

  private double step(INDArray[] inputs, INDArray labels) {
    ComputeThreads.use(threads);
    parametersChanged();
    graph.fit(inputs, new INDArray[] {labels});
    return graph.score();
  }

  /** What was prepared for inference does not hold any more. */
  public void parametersChanged() {
    plan = null;
  }

  /**
   * Output of the model for a minibatch in inference mode, N x H x W x C; valid until the next
   * call.
   */
  public INDArray output(List<Example> minibatch) {
    ComputeThreads.use(threads);
    batches.fill(minibatch);
    if (plan == null) {
      plan = new InferencePlan(graph);
    }
    return plan.run(batches.inputs());
  }

  /** For each row of {@code channels} values the place of the largest, the first of equals. */
  public static int[] argMax(float[] values, int channels) {
    int[] places = new int[values.length / channels];
    for (int row = 0; row < places.length; row++) {
      int from = row * channels;
      int best = 0;
      for (int c = 1; c < channels; c++) {
        if (values[from + c] > values[from + best]) {
          best = c;
        }
      }
      places[row] = best;
    }
    return places;
  }
}
