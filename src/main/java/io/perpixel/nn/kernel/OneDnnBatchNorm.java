package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation on oneDNN, with the ReLU fused; its mask is the workspace between the two
 * passes.
 */
final class OneDnnBatchNorm implements BatchNormKernel {
  private static final dnnl_primitive_attr DEFAULTS = OneDnn.DEFAULTS;

  private final Nhwc shape;
  private final float epsilon;
  private final boolean relu;
  private final int flags;
  private OneDnnOp training;
  private FloatPointer reluMask;
  private OneDnnOp inference;
  private OneDnnOp backward;

  OneDnnBatchNorm(Nhwc shape, float epsilon, boolean relu, boolean globalStatistics) {
    this.shape = shape;
    this.epsilon = epsilon;
    this.relu = relu;
    flags =
        dnnl_use_scale
            | dnnl_use_shift
            | (relu ? dnnl_fuse_norm_relu : 0)
            | (globalStatistics ? dnnl_use_global_stats : 0);
  }

  @Override
  public void forwardTraining(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
    if (training == null) {
      training = forward(dnnl_forward_training, flags, relu);
      reluMask = relu ? training.buffer(DNNL_ARG_WORKSPACE) : null;
    }
    run(training, relu, x, gamma, beta, mean, variance, y);
  }

  @Override
  public void forwardInference(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
    if (inference == null) {
      inference = forward(dnnl_forward_inference, flags | dnnl_use_global_stats, false);
    }
    run(inference, false, x, gamma, beta, mean, variance, y);
  }

  @Override
  public void backward(
      INDArray x,
      INDArray gamma,
      INDArray beta,
      INDArray mean,
      INDArray variance,
      INDArray dy,
      INDArray dx,
      INDArray dgamma,
      INDArray dbeta) {
    if (backward == null) {
      backward = backward();
    }
    long[] common = {
      OneDnnOp.at(x),
      OneDnnOp.at(mean),
      OneDnnOp.at(variance),
      OneDnnOp.at(gamma),
      OneDnnOp.at(dy),
      OneDnnOp.at(dx),
      OneDnnOp.at(dgamma),
      OneDnnOp.at(dbeta)
    };
    backward.run(relu ? append(common, reluMask.address()) : common);
  }

  private void run(
      OneDnnOp op,
      boolean workspace,
      INDArray x,
      INDArray gamma,
      INDArray beta,
      INDArray mean,
      INDArray variance,
      INDArray y) {
    long[] common = {
      OneDnnOp.at(x),
      OneDnnOp.at(mean),
      OneDnnOp.at(variance),
      OneDnnOp.at(gamma),
      OneDnnOp.at(beta),
      OneDnnOp.at(y)
    };
    op.run(workspace ? append(common, reluMask.address()) : common);
  }

  private OneDnnOp forward(int kind, int forwardFlags, boolean workspace) {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_batch_normalization_forward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            kind,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            epsilon,
            forwardFlags,
            DEFAULTS),
        "batch normalisation of " + shape);
    int[] common = {
      DNNL_ARG_SRC, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE, DNNL_ARG_SCALE, DNNL_ARG_SHIFT, DNNL_ARG_DST
    };
    return new OneDnnOp(
        "batch normalisation", pd, workspace ? append(common, DNNL_ARG_WORKSPACE) : common);
  }

  private OneDnnOp backward() {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    OneDnn.check(
        dnnl_batch_normalization_backward_primitive_desc_create(
            pd,
            OneDnn.ENGINE,
            dnnl_backward,
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            OneDnn.nhwc(shape),
            epsilon,
            flags,
            training.descriptor(),
            DEFAULTS),
        "the gradient of batch normalisation of " + shape);
    int[] common = {
      DNNL_ARG_SRC,
      DNNL_ARG_MEAN,
      DNNL_ARG_VARIANCE,
      DNNL_ARG_SCALE,
      DNNL_ARG_DIFF_DST,
      DNNL_ARG_DIFF_SRC,
      DNNL_ARG_DIFF_SCALE,
      DNNL_ARG_DIFF_SHIFT
    };
    return new OneDnnOp(
        "gradient of batch normalisation", pd, relu ? append(common, DNNL_ARG_WORKSPACE) : common);
  }

  private static int[] append(int[] values, int last) {
    int[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = last;
    return all;
  }

  private static long[] append(long[] values, long last) {
    long[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = last;
    return all;
  }
}
