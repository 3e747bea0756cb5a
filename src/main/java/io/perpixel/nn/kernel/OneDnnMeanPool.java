package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;

import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean of each channel as oneDNN's average pooling with one window. */
final class OneDnnMeanPool implements MeanPoolKernel {
  private static final dnnl_primitive_attr DEFAULTS = OneDnn.DEFAULTS;

  private final Nhwc in;
  private final OneDnnOp forward;
  private OneDnnOp backward;

  OneDnnMeanPool(Nhwc in) {
    this.in = in;
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_pooling_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_forward_training,
            dnnl_pooling_avg_exclude_padding,
            OneDnn.nhwc(in),
            OneDnn.nhwc(in.withArea(1, 1)),
            window(),
            window(),
            new long[2],
            new long[2],
            new long[2],
            DEFAULTS),
        "the mean of " + in);
    forward = new OneDnnOp("mean", pd, DNNL_ARG_SRC, DNNL_ARG_DST);
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    forward.run(OneDnnOp.at(x), OneDnnOp.at(y));
  }

  @Override
  public void backward(INDArray dy, INDArray dx) {
    if (backward == null) {
      dnnl_primitive_desc pd = new dnnl_primitive_desc();
      OneDnn.check(
          dnnl_pooling_backward_primitive_desc_create(
              pd,
              OneDnn.ENGINE,
              dnnl_pooling_avg_exclude_padding,
              OneDnn.nhwc(in),
              OneDnn.nhwc(in.withArea(1, 1)),
              window(),
              window(),
              new long[2],
              new long[2],
              new long[2],
              forward.descriptor(),
              DEFAULTS),
          "the gradient of the mean of " + in);
      backward = new OneDnnOp("gradient of the mean", pd, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC);
    }
    backward.run(OneDnnOp.at(dy), OneDnnOp.at(dx));
  }

  private long[] window() {
    return new long[] {in.height(), in.width()};
  }
}
