package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_exp;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_log;

import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sparse softmax cross entropy: oneDNN's log-softmax over the channels, then the gradient {@code
 * (softmax - onehot) / pixels} without a one-hot array ever being made.
 */
final class OneDnnSoftmaxCrossEntropy implements PixelLossKernel {
  private static final dnnl_primitive_attr DEFAULTS = null;

  private final Nhwc shape;
  private final CountedPixels counted;
  private final OneDnnOp logSoftmax;
  private final FloatPointer logProbabilities;
  private final FloatIndexer logProbability;
  private OneDnnOp exp;
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
            dnnl_softmax_log,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            1,
            DEFAULTS),
        "log-softmax of " + shape);
    logSoftmax = new OneDnnOp("log-softmax", pd, DNNL_ARG_SRC, DNNL_ARG_DST);
    logProbabilities = logSoftmax.buffer(DNNL_ARG_DST);
    logProbability = FloatIndexer.create(logProbabilities);
  }

  @Override
  public double forward(INDArray logits, INDArray labels, INDArray gradient) {
    PixelLabels.requireMap(labels, shape);
    int[] classes = HostMemory.copyOfInts(labels);
    PixelLabels.check(classes, shape, counted);
    logSoftmax.run(OneDnnOp.at(logits), logProbabilities.address());
    double total = counted.total(classes);
    double sum = 0;
    for (int i = 0; i < classes.length; i++) {
      double weight = counted.weight(classes[i]);
      if (weight > 0) {
        sum -= weight * logProbability.get((long) i * shape.channels() + classes[i]);
      }
    }
    if (gradient != null) {
      gradient(classes, total, gradient);
    }
    return total == 0 ? 0 : sum / total;
  }

  private void gradient(int[] classes, double total, INDArray gradient) {
    if (exp == null) {
      exp = eltwise(dnnl_eltwise_exp, 0);
      // Not a post-op of exp: that has only a reference implementation, 50 times slower.
      divide = eltwise(dnnl_eltwise_linear, 1f / shape.pixels());
    }
    long to = OneDnnOp.at(gradient);
    exp.run(logProbabilities.address(), to);
    divide.run(to, to);
    PixelLabels.subtractOneHot(
        classes, counted, total, shape.channels(), HostMemory.floats(gradient));
  }

  private OneDnnOp eltwise(int algorithm, float alpha) {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_eltwise_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_forward_inference,
            algorithm,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            alpha,
            0,
            DEFAULTS),
        "element-wise arithmetic on " + shape);
    return new OneDnnOp("element-wise arithmetic", pd, DNNL_ARG_SRC, DNNL_ARG_DST);
  }
}
