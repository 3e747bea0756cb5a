package io.perpixel.testing;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.NamedParameters;
import io.perpixel.train.TorchAdam;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Models and images of random numbers. */
public final class RandomModel {
  private RandomModel() {}

  /** A model whose scales have both signs, and running statistics as of a trained one. */
  public static ComputationGraph of(ModelSpec spec) {
    return of(spec.configuration(new TorchAdam(0.01), 1));
  }

  /** The same of any graph of our layers. */
  public static ComputationGraph of(ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    Random random = new Random(7);
    NamedParameters.of(graph)
        .forEach(
            (name, values) -> {
              float[] drawn = new float[(int) values.length()];
              for (int i = 0; i < drawn.length; i++) {
                double fan = (double) values.length() / values.size(0);
                double gaussian = random.nextGaussian();
                drawn[i] =
                    (float)
                        (name.endsWith("running_var")
                            ? 0.1 + Math.abs(gaussian)
                            : values.rank() == 4 ? gaussian * Math.sqrt(2 / fan) : gaussian);
              }
              values.assign(Nd4j.createFromArray(drawn).reshape('c', values.shape()));
            });
    return graph;
  }

  /** Normally distributed values. */
  public static INDArray gaussian(long seed, long... shape) {
    Random random = new Random(seed);
    float[] values = new float[(int) Nd4j.create(shape).length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }
}
