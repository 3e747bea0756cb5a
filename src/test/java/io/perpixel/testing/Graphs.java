package io.perpixel.testing;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.NamedParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Graphs, and what is in them. */
public final class Graphs {
  private Graphs() {}

  /** A graph with its initial parameters. */
  public static ComputationGraph of(ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  /** Copies of all parameters and running statistics, by name, in graph order. */
  public static Map<String, float[]> values(ComputationGraph graph) {
    Map<String, float[]> values = new LinkedHashMap<>();
    NamedParameters.of(graph)
        .forEach((name, view) -> values.put(name, view.dup('c').data().asFloat()));
    return values;
  }

  /** One step of the optimiser on two random square images with random labels. */
  public static void step(ComputationGraph graph, ModelSpec spec, int side) {
    Random random = new Random(4);
    int pixels = 2 * side * side;
    INDArray x = RandomModel.gaussian(3, 2, side, side, spec.inputChannels());
    INDArray y =
        switch (spec.target()) {
          case COLOURS, CLASSES ->
              Nd4j.createFromArray(random.ints(pixels, 0, spec.outputChannels()).toArray())
                  .reshape('c', 2, side, side);
          case MAP ->
              Nd4j.createFromArray(random.doubles(pixels).toArray())
                  .castTo(DataType.FLOAT)
                  .reshape('c', 2, side, side, 1);
        };
    graph.fit(new INDArray[] {x}, new INDArray[] {y});
  }
}
