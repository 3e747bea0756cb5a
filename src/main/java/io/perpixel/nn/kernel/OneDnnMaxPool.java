package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;

import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Max pooling on oneDNN; the indices of the maxima are the workspace between the two passes. */
final class OneDnnMaxPool implements MaxPoolKernel {
  private static final dnnl_primitive_attr DEFAULTS = OneDnn.DEFAULTS;

  private final PoolGeometry g;
  private final Nhwc in;
  private final Nhwc out;
  private OneDnnOp inference;
  private OneDnnOp training;
  private FloatPointer indices;
  private OneDnnOp backward;

  OneDnnMaxPool(PoolGeometry g) {
    this.g = g;
    in = g.in();
    out = g.out();
  }

  @Override
  public void forward(INDArray x, INDArray y, boolean keepIndices) {
    if (!keepIndices) {
      if (inference == null) {
        inference =
            new OneDnnOp(
                "max pooling", pooling(dnnl_forward_inference), DNNL_ARG_SRC, DNNL_ARG_DST);
      }
      inference.run(OneDnnOp.at(x), OneDnnOp.at(y));
      return;
    }
    if (training == null) {
      training =
          new OneDnnOp(
              "max pooling",
              pooling(dnnl_forward_training),
              DNNL_ARG_SRC,
              DNNL_ARG_DST,
              DNNL_ARG_WORKSPACE);
      indices = training.buffer(DNNL_ARG_WORKSPACE);
    }
    training.run(OneDnnOp.at(x), OneDnnOp.at(y), indices.address());
  }

  @Override
  public void backward(INDArray x, INDArray dy, INDArray dx) {
    if (backward == null) {
      dnnl_primitive_desc pd = new dnnl_primitive_desc();
      OneDnn.check(
          dnnl_pooling_backward_primitive_desc_create(
              pd,
              OneDnn.ENGINE,
              dnnl_pooling_max,
              OneDnn.nhwc(in),
              OneDnn.nhwc(out),
              both(g.stride()),
              both(g.size()),
              both(0),
              both(g.padding()),
              padRight(),
              training.descriptor(),
              DEFAULTS),
          "the gradient of max pooling of " + in);
      backward =
          new OneDnnOp(
              "gradient of max pooling",
              pd,
              DNNL_ARG_DIFF_DST,
              DNNL_ARG_DIFF_SRC,
              DNNL_ARG_WORKSPACE);
    }
    backward.run(OneDnnOp.at(dy), OneDnnOp.at(dx), indices.address());
  }

  private dnnl_primitive_desc pooling(int kind) {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_pooling_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            kind,
            dnnl_pooling_max,
            OneDnn.nhwc(in),
            OneDnn.nhwc(out),
            both(g.stride()),
            both(g.size()),
            both(0),
            both(g.padding()),
            padRight(),
            DEFAULTS),
        "max pooling of " + in);
    return pd;
  }

  private static long[] both(int length) {
    return new long[] {length, length};
  }

  private long[] padRight() {
    return new long[] {g.overhang(in.height(), out.height()), g.overhang(in.width(), out.width())};
  }
}
