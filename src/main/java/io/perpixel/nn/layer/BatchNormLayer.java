package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.BatchNormKernel;
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
import org.nd4j.linalg.factory.Nd4j;

/** Runtime of {@link BatchNorm}. */
final class BatchNormLayer extends PixelLayer<BatchNorm> {
  private static final long serialVersionUID = 1;

  private final transient Cache<BatchNormKernel> kernels =
      new Cache<>(
          (family, shape) ->
              family.batchNorm(
                  shape,
                  layerConf().epsilon(),
                  layerConf().hasRelu(),
                  layerConf().usesRunningStatistics()));
  private transient INDArray batchMean;
  private transient INDArray batchVariance;

  BatchNormLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray x = denseInput(workspaces);
    Nhwc shape = Nhwc.of(x.shape());
    INDArray y = activations(shape, workspaces);
    INDArray gamma = getParam(BatchNorm.GAMMA);
    INDArray beta = getParam(BatchNorm.BETA);
    if (training) {
      boolean running = layerConf().usesRunningStatistics();
      if (!running && shape.pixels() < 2) {
        throw new IllegalArgumentException(
            "batch norm %s needs more than one value per channel, found a minibatch of one image of one pixel: train on more images at a time"
                .formatted(layerConf().getLayerName()));
      }
      kernels.get(shape).forwardTraining(x, gamma, beta, mean(), variance(), y);
      if (!running) {
        updateRunningStatistics(shape.pixels());
      }
    } else {
      infer(x, y);
    }
    return y;
  }

  @Override
  void infer(INDArray x, INDArray y) {
    kernels
        .get(Nhwc.of(x.shape()))
        .forwardInference(
            x,
            getParam(BatchNorm.GAMMA),
            getParam(BatchNorm.BETA),
            getParam(BatchNorm.MEAN),
            getParam(BatchNorm.VARIANCE),
            y);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray x = denseInput(workspaces);
    Nhwc shape = Nhwc.of(x.shape());
    if (isInFrozenPrefix()) {
      return nothing(shape, workspaces);
    }
    INDArray dx = gradientArray(shape, workspaces);
    kernels
        .get(shape)
        .backward(
            x,
            getParam(BatchNorm.GAMMA),
            getParam(BatchNorm.BETA),
            mean(),
            variance(),
            dense(epsilon, ArrayType.BP_WORKING_MEM, workspaces),
            dx,
            gradientViews.get(BatchNorm.GAMMA),
            gradientViews.get(BatchNorm.BETA));
    if (layerConf().isFrozen()) {
      // DL4J subtracts the whole flattened gradient from the parameters, whoever is to be trained.
      gradientViews.get(BatchNorm.GAMMA).assign(0);
      gradientViews.get(BatchNorm.BETA).assign(0);
    }
    return new Pair<>(gradients(), dx);
  }

  private INDArray mean() {
    return layerConf().usesRunningStatistics() ? getParam(BatchNorm.MEAN) : batchMean();
  }

  private INDArray variance() {
    return layerConf().usesRunningStatistics() ? getParam(BatchNorm.VARIANCE) : batchVariance();
  }

  private INDArray batchMean() {
    if (batchMean == null) {
      batchMean = perChannel();
    }
    return batchMean;
  }

  private INDArray batchVariance() {
    if (batchVariance == null) {
      batchVariance = perChannel();
    }
    return batchVariance;
  }

  private INDArray perChannel() {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, layerConf().channels());
  }

  private void updateRunningStatistics(long values) {
    double unbiased = (double) values / (values - 1);
    blend(getParam(BatchNorm.MEAN), batchMean, 1);
    blend(getParam(BatchNorm.VARIANCE), batchVariance, unbiased);
  }

  /** In plain Java: a few dozen values do not pay for an ND4J operation. */
  private void blend(INDArray running, INDArray batch, double scale) {
    double momentum = layerConf().momentum();
    FloatIndexer to = HostMemory.floats(running);
    FloatIndexer from = HostMemory.floats(batch);
    for (int i = 0; i < layerConf().channels(); i++) {
      to.put(i, (float) ((1 - momentum) * to.get(i) + momentum * scale * from.get(i)));
    }
  }
}
