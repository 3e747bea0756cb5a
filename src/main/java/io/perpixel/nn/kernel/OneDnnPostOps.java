package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;

import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** What a primitive does to its result before it is written; the attributes are never changed. */
final class OneDnnPostOps {
  private static final dnnl_primitive_attr NONE = OneDnn.DEFAULTS;
  private static final dnnl_primitive_attr RELU = attribute(false, true);
  private static final dnnl_primitive_attr SUM = attribute(true, false);
  private static final dnnl_primitive_attr SUM_RELU = attribute(true, true);

  private OneDnnPostOps() {}

  /**
   * The attribute to build a primitive with.
   *
   * @param sum whether what the destination holds is added
   * @param relu whether a ReLU comes last
   */
  static dnnl_primitive_attr of(boolean sum, boolean relu) {
    if (sum) {
      return relu ? SUM_RELU : SUM;
    }
    return relu ? RELU : NONE;
  }

  private static dnnl_primitive_attr attribute(boolean sum, boolean relu) {
    String what = "a fused sum or ReLU";
    dnnl_post_ops ops = new dnnl_post_ops();
    OneDnn.check(dnnl_post_ops_create(ops), what);
    if (sum) {
      OneDnn.check(dnnl_post_ops_append_sum(ops, 1, 0, dnnl_f32), what);
    }
    if (relu) {
      OneDnn.check(dnnl_post_ops_append_eltwise(ops, dnnl_eltwise_relu, 0, 0), what);
    }
    dnnl_primitive_attr attribute = OneDnn.attribute();
    OneDnn.check(dnnl_primitive_attr_set_post_ops(attribute, ops), what);
    dnnl_post_ops_destroy(ops);
    return attribute;
  }
}
