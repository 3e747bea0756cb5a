package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** A graph vertex that ends a residual block: the sum of two inputs of one shape, then ReLU. */
public final class ResidualSum extends PixelVertexConf {
  private static final long serialVersionUID = 1;

  @Override
  public Nhwc output(String name, List<Nhwc> inputs) {
    if (!inputs.get(0).equals(inputs.get(1))) {
      throw new IllegalArgumentException(
          "residual block %s cannot add %s and %s: both must be of one shape"
              .formatted(name, inputs.get(0), inputs.get(1)));
    }
    return inputs.get(0);
  }

  @Override
  public String operation() {
    return "sum, ReLU";
  }

  @Override
  PixelVertex runtime(ComputationGraph graph, String name, int index, DataType dataType) {
    return new ResidualSumVertex(this, graph, name, index, dataType);
  }

  @Override
  PixelVertexConf copy() {
    return new ResidualSum();
  }
}
