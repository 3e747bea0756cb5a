package io.perpixel.spark;

import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.train.Replica;
import java.io.Serializable;
import java.util.HashMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** All that an executor needs to build a replica; the parameters that are trained come later. */
public final class ReplicaSpec implements Serializable {
  private static final long serialVersionUID = 1;

  private final String model;
  private final HashMap<String, String> settings;
  private final String inputStages;
  private final String configuration;
  private final String kernels;
  private final int threads;
  private final int pieces;
  private final byte[] frozen;

  /**
   * Describes replicas of a graph.
   *
   * @param graph the graph whose configuration they share, optimiser included, and whose frozen
   *     parameters
   * @param kernels {@code nn.kernels}
   * @param threads CPU threads of each replica
   * @param pieces into which each minibatch is cut, see {@link Replica}
   */
  public ReplicaSpec(
      ModelSpec model,
      String inputStages,
      ComputationGraph graph,
      String kernels,
      int threads,
      int pieces) {
    this.model = model.name();
    this.settings = new HashMap<>(model.settings());
    this.inputStages = inputStages;
    this.configuration = graph.getConfiguration().toJson();
    this.kernels = kernels;
    this.threads = threads;
    this.pieces = pieces;
    frozen = new TravellingState(graph).copyFrozen();
  }

  /** A replica; arbitrary but for the parameters that were frozen in the graph. */
  public Replica build() {
    KernelChoice.use(kernels);
    ComputationGraph graph =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration));
    graph.init();
    new TravellingState(graph).putFrozen(frozen);
    return new Replica(
        graph, ModelSpecs.of(model, settings), Stages.parse(inputStages), threads, pieces);
  }
}
