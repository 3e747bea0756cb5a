package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;

import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution on oneDNN whose weights are brought into the primitive's own layout just once. */
final class OneDnnConvInference implements ConvInference {
  private static final dnnl_primitive_attr DEFAULTS = null;

  private final OneDnnOp convolution;
  private final FloatPointer weights;
  private final FloatPointer bias;

  OneDnnConvInference(ConvGeometry g, boolean relu, INDArray w, INDArray b) {
    OneDnnWindow window = new OneDnnWindow(g);
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_convolution_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_forward_inference,
            dnnl_convolution_direct,
            OneDnn.nhwc(g.in()),
            OneDnn.any(g.weightShape()),
            g.bias() ? OneDnn.tagged(new long[] {g.outChannels()}, dnnl_a) : null,
            OneDnn.nhwc(g.out()),
            window.strides(),
            window.dilates(),
            window.padLeft(),
            window.padRight(),
            relu ? OneDnnRelu.postOp() : DEFAULTS),
        "the convolution " + g);
    convolution =
        g.bias()
            ? new OneDnnOp(
                "convolution", pd, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST)
            : new OneDnnOp("convolution", pd, DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST);
    weights = convolution.buffer(DNNL_ARG_WEIGHTS);
    OneDnnOp.copy(
            OneDnn.tagged(g.weightShape(), dnnl_abcd),
            convolution.layout(DNNL_ARG_WEIGHTS),
            DNNL_ARG_FROM,
            DNNL_ARG_TO)
        .run(OneDnnOp.at(w), weights.address());
    bias = g.bias() ? new FloatPointer(HostMemory.copyOfFloats(b)) : null;
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    if (bias == null) {
      convolution.run(OneDnnOp.at(x), weights.address(), OneDnnOp.at(y));
    } else {
      convolution.run(OneDnnOp.at(x), weights.address(), bias.address(), OneDnnOp.at(y));
    }
  }
}
