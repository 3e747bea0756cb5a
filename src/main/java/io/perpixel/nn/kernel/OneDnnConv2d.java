package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution on oneDNN: NHWC activations, weights reordered from OIHW into the layout that each of
 * the three primitives likes. The backward primitives are built on first use, so inference never
 * pays for them.
 */
final class OneDnnConv2d implements Conv2dKernel {
  private static final dnnl_primitive_attr DEFAULTS = OneDnn.DEFAULTS;

  private final ConvGeometry g;
  private final boolean relu;
  private final OneDnnWindow window;
  private final OneDnnOp forward;
  private final Weights forwardWeights;
  private OneDnnOp backwardData;
  private Weights backwardDataWeights;
  private OneDnnOp backwardWeights;
  private long blockedGradientSize;
  private OneDnnOp gradientToOihw;
  private FloatPointer unusedBias;
  private OneDnnOp reluBackward;

  OneDnnConv2d(ConvGeometry g, boolean relu) {
    this.g = g;
    this.relu = relu;
    window = new OneDnnWindow(g);
    forward = OneDnnConvForward.of(g, dnnl_forward_training, OneDnnPostOps.of(false, relu));
    forwardWeights = new Weights(forward);
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray b, INDArray y) {
    long weights = forwardWeights.blocked(w);
    if (g.bias()) {
      forward.run(OneDnnOp.at(x), weights, OneDnnOp.at(b), OneDnnOp.at(y));
    } else {
      forward.run(OneDnnOp.at(x), weights, OneDnnOp.at(y));
    }
  }

  @Override
  public void backward(
      INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray db) {
    if (relu) {
      if (reluBackward == null) {
        reluBackward = OneDnnRelu.backward(g.out());
      }
      reluBackward.run(OneDnnOp.at(y), OneDnnOp.at(dy), OneDnnOp.at(dy));
    }
    if (dw != null) {
      backwardWeights(x, dy, dw, db);
    }
    if (dx != null) {
      backwardData(w, dy, dx);
    }
  }

  private void backwardData(INDArray w, INDArray dy, INDArray dx) {
    if (backwardData == null) {
      dnnl_primitive_desc pd = new dnnl_primitive_desc();
      OneDnn.check(
          dnnl_convolution_backward_data_primitive_desc_create(
              pd,
              OneDnn.ENGINE,
              dnnl_convolution_direct,
              OneDnn.nhwc(g.in()),
              OneDnn.any(g.weightShape()),
              OneDnn.nhwc(g.out()),
              window.strides(),
              window.dilates(),
              window.padLeft(),
              window.padRight(),
              forward.descriptor(),
              DEFAULTS),
          "the data gradient of the convolution " + g);
      backwardData =
          new OneDnnOp("data gradient", pd, DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC);
      backwardDataWeights = new Weights(backwardData);
    }
    backwardData.run(OneDnnOp.at(dy), backwardDataWeights.blocked(w), OneDnnOp.at(dx));
  }

  private void backwardWeights(INDArray x, INDArray dy, INDArray dw, INDArray db) {
    if (backwardWeights == null) {
      dnnl_primitive_desc pd = new dnnl_primitive_desc();
      OneDnn.check(
          dnnl_convolution_backward_weights_primitive_desc_create(
              pd,
              OneDnn.ENGINE,
              dnnl_convolution_direct,
              OneDnn.nhwc(g.in()),
              OneDnn.any(g.weightShape()),
              OneDnnConvForward.bias(g),
              OneDnn.nhwc(g.out()),
              window.strides(),
              window.dilates(),
              window.padLeft(),
              window.padRight(),
              forward.descriptor(),
              DEFAULTS),
          "the weight gradient of the convolution " + g);
      backwardWeights =
          g.bias()
              ? new OneDnnOp(
                  "weight gradient",
                  pd,
                  DNNL_ARG_SRC,
                  DNNL_ARG_DIFF_DST,
                  DNNL_ARG_DIFF_WEIGHTS,
                  DNNL_ARG_DIFF_BIAS)
              : new OneDnnOp(
                  "weight gradient", pd, DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS);
      gradientToOihw =
          OneDnnOp.reorder(
              backwardWeights.layout(DNNL_ARG_DIFF_WEIGHTS), oihw(), DNNL_ARG_FROM, DNNL_ARG_TO);
      blockedGradientSize = backwardWeights.size(DNNL_ARG_DIFF_WEIGHTS);
    }
    long gradient = gradientToOihw == null ? OneDnnOp.at(dw) : Scratch.of(blockedGradientSize);
    if (g.bias()) {
      backwardWeights.run(OneDnnOp.at(x), OneDnnOp.at(dy), gradient, biasTarget(db));
    } else {
      backwardWeights.run(OneDnnOp.at(x), OneDnnOp.at(dy), gradient);
    }
    if (gradientToOihw != null) {
      gradientToOihw.run(gradient, OneDnnOp.at(dw));
    }
  }

  private long biasTarget(INDArray db) {
    if (db != null) {
      return OneDnnOp.at(db);
    }
    if (unusedBias == null) {
      unusedBias = new FloatPointer(g.outChannels());
    }
    return unusedBias.address();
  }

  private dnnl_memory_desc oihw() {
    return OneDnn.tagged(g.weightShape(), dnnl_abcd);
  }

  /** The weights in a primitive's own layout, until the next call of any kernel. */
  private final class Weights {
    private final OneDnnOp reorder;
    private final long size;

    Weights(OneDnnOp user) {
      reorder = OneDnnOp.reorder(oihw(), user.layout(DNNL_ARG_WEIGHTS), DNNL_ARG_FROM, DNNL_ARG_TO);
      size = user.size(DNNL_ARG_WEIGHTS);
    }

    long blocked(INDArray oihw) {
      if (reorder == null) {
        return OneDnnOp.at(oihw);
      }
      long blocked = Scratch.of(size);
      reorder.run(OneDnnOp.at(oihw), blocked);
      return blocked;
    }
  }
}
