package io.perpixel.train;

import io.perpixel.nn.layer.PixelLayerConf;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;

/** The step size of a graph's optimiser, in place: the optimiser keeps its state. */
public final class LearningRate {
  private LearningRate() {}

  /** Sets the rate of all layers. */
  public static void set(ComputationGraph graph, double rate) {
    for (Layer layer : graph.getLayers()) {
      IUpdater updater = updater(layer);
      if (updater != null && updater.hasLearningRate()) {
        updater.setLrAndSchedule(rate, null);
      }
    }
  }

  /** The rate in use; NaN if no layer has an optimiser with one. */
  public static double of(ComputationGraph graph) {
    int iteration = graph.getConfiguration().getIterationCount();
    int epoch = graph.getConfiguration().getEpochCount();
    for (Layer layer : graph.getLayers()) {
      IUpdater updater = updater(layer);
      if (updater != null && updater.hasLearningRate()) {
        return updater.getLearningRate(iteration, epoch);
      }
    }
    return Double.NaN;
  }

  private static IUpdater updater(Layer layer) {
    return layer.conf().getLayer() instanceof PixelLayerConf conf ? conf.getIUpdater() : null;
  }
}
