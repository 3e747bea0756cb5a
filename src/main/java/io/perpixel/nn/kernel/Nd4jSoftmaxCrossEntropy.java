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
  private final int ignoreIndex;

  Nd4jSoftmaxCrossEntropy(Nhwc shape, int ignoreIndex) {
    this.shape = shape;
    this.ignoreIndex = ignoreIndex;
  }

  @Override
  public double forward(INDArray logits, INDArray labels, INDArray gradient) {
    PixelLabels.requireMap(labels, shape);
    int[] classes = labels.dup('c').data().asInt();
    PixelLabels.check(classes, shape, ignoreIndex);
    int counted = PixelLabels.count(classes, ignoreIndex);
    if (counted == 0) {
      if (gradient != null) {
        gradient.assign(0);
      }
      return 0;
    }
    INDArray logProbabilities = logSoftmax(Nd4jRows.of(logits));
    INDArray indices = Nd4j.createFromArray(flatIndices(classes, counted));
    INDArray picked = Nd4j.createUninitialized(counted);
    Nd4jOp.run(
        "gather",
        FLAT,
        Nd4jOp.of(logProbabilities.reshape(logProbabilities.length()), indices),
        picked);
    if (gradient != null) {
      gradient(logProbabilities, classes, indices, gradient);
    }
    return -picked.castTo(DataType.DOUBLE).sumNumber().doubleValue() / counted;
  }

  private static INDArray logSoftmax(INDArray logits) {
    INDArray shifted = logits.subColumnVector(logits.max(1));
    return shifted.subiColumnVector(Transforms.log(Transforms.exp(shifted).sum(1), false));
  }

  /** (softmax - onehot) / counted, and 0 for ignored pixels. */
  private void gradient(
      INDArray logProbabilities, int[] classes, INDArray indices, INDArray gradient) {
    float share = 1f / indices.length();
    INDArray rows = Nd4jRows.of(gradient);
    rows.assign(Transforms.exp(logProbabilities, false).muli(share));
    INDArray flat = gradient.reshape(gradient.length());
    Nd4jOp.run(
        "scatter_sub",
        new int[0],
        Nd4jOp.of(flat, indices, Nd4j.valueArrayOf(indices.length(), share)),
        flat);
    if (indices.length() < classes.length) {
      rows.muliColumnVector(counts(classes));
    }
  }

  private int[] flatIndices(int[] classes, int counted) {
    int[] indices = new int[counted];
    int next = 0;
    for (int pixel = 0; pixel < classes.length; pixel++) {
      if (classes[pixel] != ignoreIndex) {
        indices[next++] =
            Math.addExact(Math.multiplyExact(pixel, shape.channels()), classes[pixel]);
      }
    }
    return indices;
  }

  /** 1 for pixels that count, 0 for ignored ones. */
  private INDArray counts(int[] classes) {
    float[] counts = new float[classes.length];
    for (int pixel = 0; pixel < classes.length; pixel++) {
      counts[pixel] = classes[pixel] == ignoreIndex ? 0 : 1;
    }
    return Nd4j.createFromArray(counts);
  }
}
