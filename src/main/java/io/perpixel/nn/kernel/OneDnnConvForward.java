package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** The forward primitive of a convolution, with weights in the layout that it likes best. */
final class OneDnnConvForward {
  private OneDnnConvForward() {}

  /**
   * Takes input, weights, the bias where there is one, and output.
   *
   * @param kind {@code dnnl_forward_training} or {@code dnnl_forward_inference}
   * @param postOps what is done to the result
   */
  static OneDnnOp of(ConvGeometry g, int kind, dnnl_primitive_attr postOps) {
    OneDnnWindow window = new OneDnnWindow(g);
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_convolution_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            kind,
            dnnl_convolution_direct,
            OneDnn.nhwc(g.in()),
            OneDnn.any(g.weightShape()),
            bias(g),
            OneDnn.nhwc(g.out()),
            window.strides(),
            window.dilates(),
            window.padLeft(),
            window.padRight(),
            postOps),
        "the convolution " + g);
    return g.bias()
        ? new OneDnnOp(
            "convolution", pd, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST)
        : new OneDnnOp("convolution", pd, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST);
  }

  /** The bias, or null where the geometry has none. */
  static dnnl_memory_desc bias(ConvGeometry g) {
    return g.bias() ? OneDnn.tagged(new long[] {g.outChannels()}, dnnl_a) : null;
  }
}
