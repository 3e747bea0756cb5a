package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Sparse softmax cross entropy; the labels become indices into the flat logits, so that no one-hot
 * array is made. ND4J's own {@code log_softmax} takes the logarithm of the softmax, which is minus
 * infinity for logits some hundred apart.
 */
final class Nd4jSoftmaxCrossEntropy implements PixelLossKernel {
  private static final int[] FLAT = {0};

  private final Nhwc shape;
  private final CountedPixels counted;

  Nd4jSoftmaxCrossEntropy(Nhwc shape, CountedPixels counted) {
    this.shape = shape;
    this.counted = counted.requireClasses(shape.channels());
  }

  @Override
  public double forward(INDArray logits, INDArray labels, INDArray gradient) {
    PixelLabels.requireMap(labels, shape);
    int[] classes = labels.dup('c').data().asInt();
    PixelLabels.check(classes, shape, counted);
    double total = counted.total(classes);
    if (total == 0) {
      if (gradient != null) {
        gradient.assign(0);
      }
      return 0;
    }
    INDArray logProbabilities = logSoftmax(Nd4jRows.of(logits));
    INDArray indices = Nd4j.createFromArray(flatIndices(classes));
    INDArray weights = Nd4j.createFromArray(weights(classes));
    INDArray picked = Nd4j.createUninitialized(classes.length);
    Nd4jOp.run(
        "gather",
        FLAT,
        Nd4jOp.of(logProbabilities.reshape(logProbabilities.length()), indices),
        picked);
    if (gradient != null) {
      gradient(logProbabilities, indices, weights.div(total), gradient);
    }
    INDArray products = picked.castTo(DataType.DOUBLE).muli(weights.castTo(DataType.DOUBLE));
    return -products.sumNumber().doubleValue() / total;
  }

  private static INDArray logSoftmax(INDArray logits) {
    INDArray shifted = logits.subColumnVector(logits.max(1));
    return shifted.subiColumnVector(Transforms.log(Transforms.exp(shifted).sum(1), false));
  }

  /** (softmax - onehot) times each pixel's share. */
  private static void gradient(
      INDArray logProbabilities, INDArray indices, INDArray shares, INDArray gradient) {
    INDArray rows = Nd4jRows.of(gradient);
    rows.assign(Transforms.exp(logProbabilities, false));
    rows.muliColumnVector(shares);
    INDArray flat = gradient.reshape(gradient.length());
    Nd4jOp.run("scatter_sub", new int[0], Nd4jOp.of(flat, indices, shares), flat);
  }

  /** Ignored pixels, whose weight is 0, point at their first class. */
  private int[] flatIndices(int[] classes) {
    int[] indices = new int[classes.length];
    for (int pixel = 0; pixel < classes.length; pixel++) {
      int label = counted.ignores(classes[pixel]) ? 0 : classes[pixel];
      indices[pixel] = Math.addExact(Math.multiplyExact(pixel, shape.channels()), label);
    }
    return indices;
  }

  private float[] weights(int[] classes) {
    float[] weights = new float[classes.length];
    for (int pixel = 0; pixel < classes.length; pixel++) {
      weights[pixel] = (float) counted.weight(classes[pixel]);
    }
    return weights;
  }
}
