package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_accurate;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;

import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sparse softmax cross entropy: oneDNN's softmax over the channels, then the gradient {@code
 * (softmax - onehot) / pixels} without a one-hot array ever being made. Not its log-softmax, which
 * takes 2.4 times as long where the channels are the innermost dimension: only one logarithm a
 * pixel is wanted, and few of these are taken, see {@link #sumOfLogs}.
 */
final class OneDnnSoftmaxCrossEntropy implements PixelLossKernel {
  private static final dnnl_primitive_attr DEFAULTS = OneDnn.DEFAULTS;

  /** Products of probabilities stay far above the smallest double. */
  private static final double SMALL = 1e-200;

  private final Nhwc shape;
  private final CountedPixels counted;
  private final OneDnnOp softmax;
  private FloatPointer own;
  private OneDnnOp divide;

  OneDnnSoftmaxCrossEntropy(Nhwc shape, CountedPixels counted) {
    this.shape = shape;
    this.counted = counted.requireClasses(shape.channels());
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_softmax_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_forward_inference,
            dnnl_softmax_accurate,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            1,
            DEFAULTS),
        "softmax of " + shape);
    softmax = new OneDnnOp("softmax", pd, DNNL_ARG_SRC, DNNL_ARG_DST);
  }

  @Override
  public double forward(INDArray logits, INDArray labels, INDArray gradient) {
    PixelLabels.requireMap(labels, shape);
    int[] classes = HostMemory.copyOfInts(labels);
    PixelLabels.check(classes, shape, counted);
    FloatIndexer probabilities;
    if (gradient == null) {
      own = own == null ? softmax.buffer(DNNL_ARG_DST) : own;
      softmax.run(OneDnnOp.at(logits), own.address());
      probabilities = FloatIndexer.create(own);
    } else {
      softmax.run(OneDnnOp.at(logits), OneDnnOp.at(gradient));
      probabilities = HostMemory.floats(gradient);
    }
    double sum = -sumOfLogs(classes, probabilities, HostMemory.floats(logits));
    double total = counted.total(classes);
    if (gradient != null) {
      gradient(classes, total, gradient);
    }
    return total == 0 ? 0 : sum / total;
  }

  /**
   * Sum of the weighted logarithms of the labels' probabilities. Logarithms of probabilities that
   * count the same are taken of their product, hundreds at a time; where float32 has no room for a
   * probability, the logarithm is computed from the logits.
   */
  private double sumOfLogs(int[] classes, FloatIndexer probabilities, FloatIndexer logits) {
    boolean equal = counted.classWeights().isEmpty();
    double sum = 0;
    double product = 1;
    for (int pixel = 0; pixel < classes.length; pixel++) {
      if (counted.ignores(classes[pixel])) {
        continue;
      }
      long at = (long) pixel * shape.channels() + classes[pixel];
      float probability = probabilities.get(at);
      double weight = counted.weight(classes[pixel]);
      if (probability < Float.MIN_NORMAL) {
        sum += weight == 0 ? 0 : weight * logSoftmax(logits, at, classes[pixel]);
      } else if (!equal) {
        sum += weight * Math.log(probability);
      } else {
        product *= probability;
        if (product < SMALL) {
          sum += Math.log(product);
          product = 1;
        }
      }
    }
    return sum + Math.log(product);
  }

  private double logSoftmax(FloatIndexer logits, long at, int label) {
    long from = at - label;
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < shape.channels(); c++) {
      max = Math.max(max, logits.get(from + c));
    }
    double sum = 0;
    for (int c = 0; c < shape.channels(); c++) {
      sum += Math.exp(logits.get(from + c) - max);
    }
    return logits.get(at) - max - Math.log(sum);
  }

  private void gradient(int[] classes, double total, INDArray gradient) {
    if (divide == null) {
      divide = divideByPixels();
    }
    long to = OneDnnOp.at(gradient);
    divide.run(to, to);
    PixelLabels.subtractOneHot(
        classes, counted, total, shape.channels(), HostMemory.floats(gradient));
  }

  private OneDnnOp divideByPixels() {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_eltwise_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_forward_inference,
            dnnl_eltwise_linear,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            1f / shape.pixels(),
            0,
            DEFAULTS),
        "to scale " + shape);
    return new OneDnnOp("scaling", pd, DNNL_ARG_SRC, DNNL_ARG_DST);
  }
}
