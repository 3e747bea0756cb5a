package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.Arrays;
import java.util.List;
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

/** What the runtime classes of our vertices share. */
// DL4J declares setInputs with and without varargs.
@SuppressWarnings("overrides")
abstract class PixelVertex extends BaseGraphVertex {
  private final transient PixelVertexConf conf;
  private transient INDArray output;

  PixelVertex(
      PixelVertexConf conf, ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, null, null, dataType);
    this.conf = conf;
  }

  /**
   * Writes the output, in training and in inference alike.
   *
   * @param shapes of the inputs
   * @param xs dense
   */
  abstract void forward(List<Nhwc> shapes, INDArray[] xs, INDArray y);

  /**
   * Writes the gradients.
   *
   * @param shapes of the inputs
   * @param y what {@link #forward} wrote
   * @param dxs of the inputs' shapes; an element is null where {@link #wantsGradient} says so
   */
  abstract void backward(List<Nhwc> shapes, INDArray y, INDArray dy, INDArray[] dxs);

  /** Whether the input in this place is to get a gradient. */
  boolean wantsGradient(int input) {
    return true;
  }

  /** Whether {@link #backward} reads what {@link #forward} wrote. */
  boolean keepsOutput() {
    return false;
  }

  @Override
  public final INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray[] dense =
        Arrays.stream(inputs)
            .map(a -> PixelLayer.dense(a, ArrayType.FF_WORKING_MEM, workspaces))
            .toArray(INDArray[]::new);
    List<Nhwc> shapes = shapes(dense);
    INDArray y = PixelLayer.activations(output(shapes), workspaces);
    forward(shapes, dense, y);
    output = training && keepsOutput() ? y : null;
    return y;
  }

  /** In a frozen prefix nothing is computed: DL4J wants arrays, nobody reads them. */
  @Override
  public final Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray[] gradients = new INDArray[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      if (wantsGradient(i)) {
        gradients[i] = PixelLayer.gradientArray(Nhwc.of(inputs[i].shape()), workspaces);
      }
    }
    if (conf.isTrainedBelow()) {
      INDArray dy = PixelLayer.dense(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
      backward(shapes(inputs), output, dy, gradients);
    }
    output = null;
    return new Pair<>(null, gradients);
  }

  /** Shape of the output for inputs of these shapes. */
  final Nhwc output(List<Nhwc> shapes) {
    return conf.output(getVertexName(), shapes);
  }

  private static List<Nhwc> shapes(INDArray... arrays) {
    return Arrays.stream(arrays).map(a -> Nhwc.of(a.shape())).toList();
  }

  @Override
  public final boolean hasLayer() {
    return false;
  }

  @Override
  public final Layer getLayer() {
    return null;
  }

  @Override
  public final void setBackpropGradientsViewArray(INDArray view) {
    if (view != null) {
      throw new IllegalArgumentException(conf.operation() + " has no parameters");
    }
  }

  @Override
  public final Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatch) {
    return new Pair<>(masks == null ? null : masks[0], state);
  }

  @Override
  public final String toString() {
    return conf.operation() + " (" + getVertexName() + ")";
  }
}
