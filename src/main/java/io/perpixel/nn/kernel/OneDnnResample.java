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

/**
 * Resampling on oneDNN. Version 3.11 writes results larger than the L3 cache past the caches, with
 * stores that end the process unless each vector lies at a multiple of its size; it relies on the
 * array to begin at one, and ND4J's begin at any multiple of 16 bytes. Those are written to scratch
 * memory and copied.
 */
final class OneDnnResample implements ResampleKernel {
  private static final dnnl_primitive_attr DEFAULTS = OneDnn.DEFAULTS;

  /** Floats in a vector of AVX2. */
  private static final int SMALLEST_VECTOR = 8;

  /** 512 KiB: oneDNN assumes 1 MiB of L3 a core, for input and output, where it cannot tell. */
  private static final int SMALLEST_STREAM = 1 << 17;

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
    run(forward, x, y);
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
    run(backward, dy, dx);
  }

  private void run(OneDnnOp op, INDArray from, INDArray to) {
    long address = OneDnnOp.at(to);
    if (!streams(to) || address % AlignedBuffer.ALIGNMENT == 0) {
      op.run(OneDnnOp.at(from), address);
      return;
    }
    AlignedBuffer buffer = Scratch.buffer(to.length());
    op.run(OneDnnOp.at(from), buffer.address());
    buffer.copyTo(to);
  }

  /** Whether results may be written past the caches: full vectors of 8 or 16, and many of them. */
  private boolean streams(INDArray result) {
    return in.channels() % SMALLEST_VECTOR == 0 && result.length() >= SMALLEST_STREAM;
  }

  private float[] factors() {
    return new float[] {(float) out.height() / in.height(), (float) out.width() / in.width()};
  }
}
