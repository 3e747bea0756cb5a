package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConcatKernel;
import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link ChannelConcat}. */
@SuppressWarnings("overrides") // As its base class.
final class ChannelConcatVertex extends PixelVertex {
  private final boolean lastInputGradient;
  private final transient KernelCache<List<Nhwc>, ConcatKernel> kernels =
      new KernelCache<>(
          (family, shapes) ->
              family.concat(shapes.get(0), shapes.stream().mapToInt(Nhwc::channels).toArray()));

  ChannelConcatVertex(
      ChannelConcat conf, ComputationGraph graph, String name, int index, DataType dataType) {
    super(conf, graph, name, index, dataType);
    lastInputGradient = conf.needsLastInputGradient();
  }

  @Override
  void forward(List<Nhwc> shapes, INDArray[] xs, INDArray y) {
    kernels.get(shapes).forward(xs, y);
  }

  @Override
  void backward(List<Nhwc> shapes, INDArray y, INDArray dy, INDArray[] dxs) {
    kernels.get(shapes).backward(dy, dxs);
  }

  @Override
  boolean wantsGradient(int input) {
    return lastInputGradient || input < inputs.length - 1;
  }
}
