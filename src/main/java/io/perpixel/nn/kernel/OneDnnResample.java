package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_resampling_nearest;

import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Resampling on oneDNN. */
final class OneDnnResample implements ResampleKernel {
  private static final dnnl_primitive_attr DEFAULTS = null;

  private final Nhwc in;
  private final Nhwc out;
  private final int algorithm;
  private final OneDnnOp forward;
  private OneDnnOp backward;

  OneDnnResample(Nhwc in, int outHeight, int outWidth, Kernels.Interpolation interpolation) {
    this.in = in;
    out = in.withArea(outHeight, outWidth);
    algorithm =
        switch (interpolation) {
          case NEAREST -> dnnl_resampling_nearest;
          case BILINEAR -> dnnl_resampling_linear;
        };
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_resampling_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_forward_training,
            algorithm,
            factors(),
            OneDnn.nhwc(in),
            OneDnn.nhwc(out),
            DEFAULTS),
        "resampling from " + in + " to " + out);
    forward = new OneDnnOp("resampling", pd, DNNL_ARG_SRC, DNNL_ARG_DST);
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
          dnnl_resampling_backward_primitive_desc_create(
              pd,
              OneDnn.ENGINE,
              algorithm,
              factors(),
              OneDnn.nhwc(in),
              OneDnn.nhwc(out),
              forward.descriptor(),
              DEFAULTS),
          "the gradient of resampling from " + in + " to " + out);
      backward = new OneDnnOp("gradient of resampling", pd, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC);
    }
    backward.run(OneDnnOp.at(dy), OneDnnOp.at(dx));
  }

  private float[] factors() {
    return new float[] {(float) out.height() / in.height(), (float) out.width() / in.width()};
  }
}
