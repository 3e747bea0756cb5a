package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConcatKernel;
import io.perpixel.nn.kernel.Nhwc;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link ChannelConcat}. */
// DL4J declares setInputs with and without varargs.
@SuppressWarnings("overrides")
final class ChannelConcatVertex extends BaseGraphVertex {
  private final boolean lastInputGradient;
  private final transient PixelLayer.Cache<ConcatKernel> kernels =
      new PixelLayer.Cache<>((family, shape) -> family.concat(shape, channels()));

  ChannelConcatVertex(
      ComputationGraph graph,
      String name,
      int index,
      boolean lastInputGradient,
      DataType dataType) {
    super(graph, name, index, null, null, dataType);
    this.lastInputGradient = lastInputGradient;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray[] dense = denseInputs(workspaces);
    Nhwc out =
        ChannelConcat.output(
            getVertexName(), Arrays.stream(dense).map(a -> Nhwc.of(a.shape())).toList());
    INDArray y = PixelLayer.activations(out, workspaces);
    kernels.get(out).forward(dense, y);
    return y;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray[] gradients = new INDArray[inputs.length];
    int needed = lastInputGradient ? inputs.length : inputs.length - 1;
    for (int i = 0; i < needed; i++) {
      gradients[i] = PixelLayer.gradientArray(Nhwc.of(inputs[i].shape()), workspaces);
    }
    INDArray dy = PixelLayer.dense(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
    kernels.get(Nhwc.of(dy.shape())).backward(dy, gradients);
    return new Pair<>(null, gradients);
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    if (view != null) {
      throw new IllegalArgumentException("a concatenation has no parameters");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatch) {
    return new Pair<>(masks == null ? null : masks[0], state);
  }

  @Override
  public String toString() {
    return "ChannelConcat(" + getVertexName() + ")";
  }

  private int[] channels() {
    return Arrays.stream(inputs).mapToInt(a -> (int) a.size(3)).toArray();
  }

  private INDArray[] denseInputs(LayerWorkspaceMgr workspaces) {
    return Arrays.stream(inputs)
        .map(a -> PixelLayer.dense(a, ArrayType.FF_WORKING_MEM, workspaces))
        .toArray(INDArray[]::new);
  }
}
