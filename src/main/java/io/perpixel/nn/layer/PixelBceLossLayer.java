package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.BinaryCrossEntropyKernel;
import io.perpixel.nn.kernel.Nhwc;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link PixelBceLoss}. */
final class PixelBceLossLayer extends PixelLossLayer {
  private static final long serialVersionUID = 1;

  PixelBceLossLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray logits = denseInput(workspaces);
    INDArray probabilities = activations(Nhwc.of(logits.shape()), workspaces);
    infer(logits, probabilities);
    return probabilities;
  }

  @Override
  void infer(INDArray x, INDArray y) {
    ((BinaryCrossEntropyKernel) kernel(Nhwc.of(x.shape()))).probabilities(x, y);
  }
}
