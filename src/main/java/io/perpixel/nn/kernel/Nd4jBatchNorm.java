package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation by ND4J's elementary operations; its own {@code batchnorm} has neither the
 * batch's statistics nor a ReLU.
 */
final class Nd4jBatchNorm implements BatchNormKernel {
  private final Nhwc shape;
  private final double epsilon;
  private final boolean relu;
  private final boolean globalStatistics;

  Nd4jBatchNorm(Nhwc shape, double epsilon, boolean relu, boolean globalStatistics) {
    this.shape = shape;
    this.epsilon = epsilon;
    this.relu = relu;
    this.globalStatistics = globalStatistics;
  }

  @Override
  public void forwardTraining(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
    if (!globalStatistics) {
      Nd4jRows.sum(x, mean);
      mean.divi(shape.pixels());
      INDArray centred = Nd4jRows.of(x).subRowVector(mean);
      Nd4jRows.sum(centred.muli(centred), variance);
      variance.divi(shape.pixels());
    }
    forwardInference(x, gamma, beta, mean, variance, y);
  }

  @Override
  public void forwardInference(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
    INDArray rows = Nd4jRows.of(y);
    rows.assign(Nd4jRows.of(x));
    rows.subiRowVector(mean)
        .muliRowVector(inverseDeviation(variance).muli(gamma))
        .addiRowVector(beta);
    if (relu) {
      Transforms.relu(rows, false);
    }
  }

  @Override
  public void backward(
      INDArray x,
      INDArray gamma,
      INDArray beta,
      INDArray mean,
      INDArray variance,
      INDArray dy,
      INDArray dx,
      INDArray dgamma,
      INDArray dbeta) {
    INDArray inverse = inverseDeviation(variance);
    INDArray normalised = Nd4jRows.of(x).subRowVector(mean).muliRowVector(inverse);
    INDArray gradient = Nd4jRows.of(dx);
    gradient.assign(Nd4jRows.of(dy));
    if (relu) {
      INDArray activations = normalised.mulRowVector(gamma).addiRowVector(beta);
      gradient.muli(activations.gt(0).castTo(dy.dataType()));
    }
    Nd4jRows.sum(gradient, dbeta);
    Nd4jRows.sum(gradient.mul(normalised), dgamma);
    if (!globalStatistics) {
      // dx = gamma / sigma (dy - mean(dy) - xhat mean(dy xhat)): the statistics depend on x too.
      gradient.subiRowVector(dbeta.div(shape.pixels()));
      gradient.subi(normalised.muliRowVector(dgamma.div(shape.pixels())));
    }
    gradient.muliRowVector(inverse.mul(gamma));
  }

  private INDArray inverseDeviation(INDArray variance) {
    return Transforms.sqrt(variance.add(epsilon), false).rdivi(1);
  }
}
