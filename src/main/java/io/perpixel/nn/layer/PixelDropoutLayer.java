package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.DropoutKernel;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Nhwc;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link PixelDropout}. */
final class PixelDropoutLayer extends PixelLayer<PixelDropout> {
  private static final long serialVersionUID = 1;

  /** Values of the input that take part in the seed. */
  private static final int SAMPLES = 64;

  private final transient Cache<DropoutKernel> kernels =
      new Cache<>((family, shape) -> new DropoutKernel(shape, layerConf().probability()));

  PixelDropoutLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray x = denseInput(workspaces);
    if (!training || !layerConf().isActive()) {
      return workspaces.leverageTo(ArrayType.ACTIVATIONS, x);
    }
    Nhwc shape = Nhwc.of(x.shape());
    INDArray y = activations(shape, workspaces);
    kernels.get(shape).forward(x, y, seed(x));
    return y;
  }

  /**
   * Of the graph's seed, the layer, the step and the minibatch: the same training draws the same
   * values, whoever carries it out, and two replicas or two pieces of a minibatch draw others. Of
   * the minibatch only the signs of some values, which rounding hardly ever changes.
   */
  private long seed(INDArray x) {
    long seed = conf().getSeed() * 31 + layerConf().getLayerName().hashCode();
    seed = seed * 0x9E3779B97F4A7C15L + getIterationCount();
    FloatIndexer values = HostMemory.floats(x);
    for (long i = 0; i < SAMPLES; i++) {
      seed = seed * 31 + (values.get(i * x.length() / SAMPLES) > 0 ? 1 : 0);
    }
    return seed;
  }

  @Override
  void infer(INDArray x, INDArray y) {
    y.assign(x);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    Nhwc shape = Nhwc.of(input.shape());
    if (isInFrozenPrefix()) {
      return nothing(shape, workspaces);
    }
    INDArray dx = gradientArray(shape, workspaces);
    kernels.get(shape).backward(dense(epsilon, ArrayType.BP_WORKING_MEM, workspaces), dx);
    return new Pair<>(gradients(), dx);
  }
}
