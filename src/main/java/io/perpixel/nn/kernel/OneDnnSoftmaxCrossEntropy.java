package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_exp;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_log;

import org.bytedeco.dnnl.dnnl_post_ops;
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

  /** DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1, a macro in C. */
  private static final int SCALAR = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1;

  private final Nhwc shape;
  private final int ignoreIndex;
  private final OneDnnOp logSoftmax;
  private final FloatPointer logProbabilities;
  private final FloatIndexer logProbability;
  private final FloatPointer perPixel;
  private OneDnnOp exp;

  OneDnnSoftmaxCrossEntropy(Nhwc shape, int ignoreIndex) {
    this.shape = shape;
    this.ignoreIndex = ignoreIndex;
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
    perPixel = new FloatPointer(new float[] {1f / shape.pixels()});
    logProbability = FloatIndexer.create(logProbabilities);
  }

  @Override
  public double forward(INDArray logits, INDArray labels, INDArray gradient) {
    PixelLabels.requireMap(labels, shape);
    int[] classes = HostMemory.copyOfInts(labels);
    PixelLabels.check(classes, shape, ignoreIndex);
    logSoftmax.run(OneDnnOp.at(logits), logProbabilities.address());
    int counted = PixelLabels.count(classes, ignoreIndex);
    double sum = 0;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] != ignoreIndex) {
        sum -= logProbability.get((long) i * shape.channels() + classes[i]);
      }
    }
    if (gradient != null) {
      gradient(classes, counted, gradient);
    }
    return counted == 0 ? 0 : sum / counted;
  }

  private void gradient(int[] classes, int counted, INDArray gradient) {
    if (exp == null) {
      dnnl_primitive_desc pd = new dnnl_primitive_desc();
      OneDnn.check(
          dnnl_eltwise_forward_primitive_desc_create(
              pd,
              OneDnn.ENGINE,
              dnnl_forward_inference,
              dnnl_eltwise_exp,
              OneDnn.nhwc(shape),
              OneDnn.nhwc(shape),
              0,
              0,
              timesScalar()),
          "exp of " + shape);
      exp = new OneDnnOp("exp", pd, DNNL_ARG_SRC, DNNL_ARG_DST, SCALAR);
    }
    exp.run(logProbabilities.address(), OneDnnOp.at(gradient), perPixel.address());
    PixelLabels.subtractOneHot(
        classes, ignoreIndex, counted, shape.channels(), HostMemory.floats(gradient));
  }

  /** A multiplication as a post-op, so that exp and the division are one pass over memory. */
  private static dnnl_primitive_attr timesScalar() {
    dnnl_post_ops ops = new dnnl_post_ops();
    OneDnn.check(dnnl_post_ops_create(ops), "a post-op");
    OneDnn.check(
        dnnl_post_ops_append_binary(
            ops, dnnl_binary_mul, OneDnn.tagged(new long[] {1, 1, 1, 1}, dnnl_abcd)),
        "a post-op");
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    OneDnn.check(dnnl_primitive_attr_create(attributes), "attributes");
    OneDnn.check(dnnl_primitive_attr_set_post_ops(attributes, ops), "a post-op");
    return attributes;
  }
}
