package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels.Interpolation;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.ResampleKernel;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link ResizeLike}. */
@SuppressWarnings("overrides") // As its base class.
final class ResizeLikeVertex extends PixelVertex {
  private final boolean likeImage;
  private final transient KernelCache<List<Nhwc>, ResampleKernel> kernels =
      new KernelCache<>(
          (family, shapes) ->
              family.resample(
                  shapes.get(0),
                  shapes.get(1).height(),
                  shapes.get(1).width(),
                  Interpolation.BILINEAR));

  ResizeLikeVertex(
      ResizeLike conf, ComputationGraph graph, String name, int index, DataType dataType) {
    super(conf, graph, name, index, dataType);
    likeImage = conf.isLikeImage();
  }

  @Override
  void forward(List<Nhwc> shapes, INDArray[] xs, INDArray y) {
    kernels.get(shapes).forward(xs[0], y);
  }

  /** The second input gets zeros: DL4J adds up what all readers of a vertex return. */
  @Override
  void backward(List<Nhwc> shapes, INDArray y, INDArray dy, INDArray[] dxs) {
    kernels.get(shapes).backward(dy, dxs[0]);
    if (dxs[1] != null) {
      dxs[1].assign(0);
    }
  }

  @Override
  boolean wantsGradient(int input) {
    return input == 0 || !likeImage;
  }
}
