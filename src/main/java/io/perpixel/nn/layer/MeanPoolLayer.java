package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.MeanPoolKernel;
import io.perpixel.nn.kernel.Nhwc;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link MeanPool}. */
final class MeanPoolLayer extends PixelLayer<MeanPool> {
  private static final long serialVersionUID = 1;

  private final transient Cache<MeanPoolKernel> kernels = new Cache<>(Kernels::meanPool);

  MeanPoolLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray x = denseInput(workspaces);
    INDArray y = activations(layerConf().output(Nhwc.of(x.shape())), workspaces);
    infer(x, y);
    return y;
  }

  @Override
  void infer(INDArray x, INDArray y) {
    kernels.get(Nhwc.of(x.shape())).forward(x, y);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    Nhwc in = Nhwc.of(input.shape());
    if (isInFrozenPrefix()) {
      return nothing(in, workspaces);
    }
    INDArray dx = gradientArray(in, workspaces);
    kernels.get(in).backward(dense(epsilon, ArrayType.BP_WORKING_MEM, workspaces), dx);
    return new Pair<>(gradients(), dx);
  }
}
