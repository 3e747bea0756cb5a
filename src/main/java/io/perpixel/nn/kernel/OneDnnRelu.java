package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;

import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** The ReLU that follows another primitive. */
final class OneDnnRelu {
  private static final dnnl_primitive_attr DEFAULTS = null;

  private static final dnnl_primitive_attr POST_OP = attribute();

  private OneDnnRelu() {}

  /** Fuses the ReLU into a forward primitive; shared by all, never changed. */
  static dnnl_primitive_attr postOp() {
    return POST_OP;
  }

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

  private static dnnl_primitive_attr attribute() {
    String what = "a fused ReLU";
    dnnl_post_ops ops = new dnnl_post_ops();
    OneDnn.check(dnnl_post_ops_create(ops), what);
    OneDnn.check(dnnl_post_ops_append_eltwise(ops, dnnl_eltwise_relu, 0, 0), what);
    dnnl_primitive_attr attribute = new dnnl_primitive_attr();
    OneDnn.check(dnnl_primitive_attr_create(attribute), what);
    OneDnn.check(dnnl_primitive_attr_set_post_ops(attribute, ops), what);
    dnnl_post_ops_destroy(ops);
    return attribute;
  }
}
