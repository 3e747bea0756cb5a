package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.ResidualSumKernel;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link ResidualSum}. */
@SuppressWarnings("overrides") // As its base class.
final class ResidualSumVertex extends PixelVertex {
  private final transient PixelLayer.Cache<ResidualSumKernel> kernels =
      new PixelLayer.Cache<>(Kernels::residualSum);

  ResidualSumVertex(
      ResidualSum conf, ComputationGraph graph, String name, int index, DataType dataType) {
    super(conf, graph, name, index, dataType);
  }

  @Override
  void forward(List<Nhwc> shapes, INDArray[] xs, INDArray y) {
    kernels.get(shapes.get(0)).forward(xs[0], xs[1], y);
  }

  @Override
  void backward(List<Nhwc> shapes, INDArray y, INDArray dy, INDArray[] dxs) {
    kernels.get(shapes.get(0)).backward(y, dy, dxs[0], dxs[1]);
  }

  @Override
  boolean keepsOutput() {
    return true;
  }
}
