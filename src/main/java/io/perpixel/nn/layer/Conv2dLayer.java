package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Conv2dKernel;
import io.perpixel.nn.kernel.Nhwc;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link Conv2d}. */
final class Conv2dLayer extends PixelLayer<Conv2d> {
  private static final long serialVersionUID = 1;

  private final transient Cache<Conv2dKernel> kernels =
      new Cache<>(
          (family, shape) -> family.conv2d(layerConf().geometry(shape), layerConf().hasRelu()));
  private transient INDArray output;

  Conv2dLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray x = denseInput(workspaces);
    INDArray y = activations(layerConf().output(Nhwc.of(x.shape())), workspaces);
    infer(x, y);
    output = training && layerConf().hasRelu() ? y : null;
    return y;
  }

  @Override
  void infer(INDArray x, INDArray y) {
    kernels
        .get(Nhwc.of(x.shape()))
        .forward(x, getParam(Conv2d.WEIGHT), bias(getParam(Conv2d.BIAS)), y);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray x = denseInput(workspaces);
    Nhwc shape = Nhwc.of(x.shape());
    if (isInFrozenPrefix()) {
      output = null;
      return nothing(shape, workspaces);
    }
    boolean frozen = layerConf().isFrozen();
    INDArray dx = layerConf().needsInputGradient() ? gradientArray(shape, workspaces) : null;
    kernels
        .get(shape)
        .backward(
            x,
            getParam(Conv2d.WEIGHT),
            output,
            dense(epsilon, ArrayType.BP_WORKING_MEM, workspaces),
            layerConf().isTrainedBelow() ? dx : null,
            frozen ? null : gradientViews.get(Conv2d.WEIGHT),
            frozen ? null : bias(gradientViews.get(Conv2d.BIAS)));
    output = null;
    return new Pair<>(gradients(), dx);
  }

  private INDArray bias(INDArray array) {
    return layerConf().hasBias() ? array : null;
  }
}
