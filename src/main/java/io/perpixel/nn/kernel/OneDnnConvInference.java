package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution on oneDNN whose weights are brought into the primitive's own layout just once. */
final class OneDnnConvInference implements ConvInference {
  private final OneDnnOp convolution;
  private final FloatPointer weights;
  private final FloatPointer bias;

  OneDnnConvInference(ConvGeometry g, boolean sum, boolean relu, INDArray w, INDArray b) {
    this(sum, relu, b, g.isCentreOnly() ? g.centre() : g, g.isCentreOnly() ? centre(g, w) : w);
  }

  private OneDnnConvInference(boolean sum, boolean relu, INDArray b, ConvGeometry g, INDArray w) {
    convolution = OneDnnConvForward.of(g, dnnl_forward_inference, OneDnnPostOps.of(sum, relu));
    weights = convolution.buffer(DNNL_ARG_WEIGHTS);
    OneDnnOp.copy(
            OneDnn.tagged(g.weightShape(), dnnl_abcd),
            convolution.layout(DNNL_ARG_WEIGHTS),
            DNNL_ARG_FROM,
            DNNL_ARG_TO)
        .run(OneDnnOp.at(w), weights.address());
    // Folded weights are held by nobody else: their memory must last as long as it is read.
    Reference.reachabilityFence(w);
    bias = g.bias() ? new FloatPointer(HostMemory.copyOfFloats(b)) : null;
  }

  private static INDArray centre(ConvGeometry g, INDArray w) {
    int middle = g.kernel() / 2;
    return w.get(all(), all(), point(middle), point(middle))
        .dup('c')
        .reshape('c', g.centre().weightShape());
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
