package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;

import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sum and ReLU in one pass on oneDNN. */
final class OneDnnResidualSum implements ResidualSumKernel {
  private final Nhwc shape;
  private final OneDnnOp sum;
  private OneDnnOp mask;

  OneDnnResidualSum(Nhwc shape) {
    this.shape = shape;
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_binary_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_binary_add,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            OneDnnPostOps.of(false, true)),
        "a residual sum of " + shape);
    sum = new OneDnnOp("residual sum", pd, DNNL_ARG_SRC_0, DNNL_ARG_SRC_1, DNNL_ARG_DST);
  }

  @Override
  public void forward(INDArray a, INDArray b, INDArray y) {
    sum.run(OneDnnOp.at(a), OneDnnOp.at(b), OneDnnOp.at(y));
  }

  @Override
  public void backward(INDArray y, INDArray dy, INDArray da, INDArray db) {
    if (mask == null) {
      mask = OneDnnRelu.backward(shape);
    }
    mask.run(OneDnnOp.at(y), OneDnnOp.at(dy), OneDnnOp.at(da));
    HostMemory.copy(da, db);
  }
}
