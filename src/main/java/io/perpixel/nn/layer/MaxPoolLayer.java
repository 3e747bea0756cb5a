package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.MaxPoolKernel;
import io.perpixel.nn.kernel.Nhwc;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link MaxPool}. */
final class MaxPoolLayer extends PixelLayer<MaxPool> {
  private static final long serialVersionUID = 1;

  private final transient Cache<MaxPoolKernel> kernels =
      new Cache<>((family, shape) -> family.maxPool(layerConf().geometry(shape)));

  MaxPoolLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray x = denseInput(workspaces);
    Nhwc in = Nhwc.of(x.shape());
    INDArray y = activations(layerConf().output(in), workspaces);
    kernels.get(in).forward(x, y, training);
    return y;
  }

  @Override
  void infer(INDArray x, INDArray y) {
    kernels.get(Nhwc.of(x.shape())).forward(x, y, false);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray x = denseInput(workspaces);
    Nhwc in = Nhwc.of(x.shape());
    if (isInFrozenPrefix()) {
      return nothing(in, workspaces);
    }
    INDArray dx = gradientArray(in, workspaces);
    kernels.get(in).backward(x, dense(epsilon, ArrayType.BP_WORKING_MEM, workspaces), dx);
    return new Pair<>(gradients(), dx);
  }
}
