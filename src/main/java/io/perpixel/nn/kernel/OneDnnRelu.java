package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;

import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** The gradient of a ReLU that was fused into another primitive. */
final class OneDnnRelu {
  private static final dnnl_primitive_attr DEFAULTS = OneDnn.DEFAULTS;

  private OneDnnRelu() {}

  /**
   * The gradient by the output: arguments are the output, its gradient, and where the masked
   * gradient goes, which may be the gradient itself.
   */
  static OneDnnOp backward(Nhwc shape) {
    String what = "the gradient of a ReLU of " + shape;
    dnnl_primitive_desc forward = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_eltwise_forward_primitive_desc_create(
            forward,
            OneDnn.ENGINE,
            dnnl_forward_training,
            dnnl_eltwise_relu_use_dst_for_bwd,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            0,
            0,
            DEFAULTS),
        what);
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_eltwise_backward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_eltwise_relu_use_dst_for_bwd,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            0,
            0,
            forward,
            DEFAULTS),
        what);
    dnnl_primitive_desc_destroy(forward);
    return new OneDnnOp(what, pd, DNNL_ARG_DST, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC);
  }
}
