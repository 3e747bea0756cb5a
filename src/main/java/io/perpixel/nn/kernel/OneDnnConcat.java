package io.perpixel.nn.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Concatenation on oneDNN: one strided reorder per input and direction. */
final class OneDnnConcat implements ConcatKernel {
  private final int[] offsets;
  private final OneDnnOp[] gather;
  private final OneDnnOp[] scatter;

  OneDnnConcat(Nhwc area, int... channels) {
    int total = Arrays.stream(channels).sum();
    offsets = new int[channels.length];
    gather = new OneDnnOp[channels.length];
    scatter = new OneDnnOp[channels.length];
    int offset = 0;
    for (int i = 0; i < channels.length; i++) {
      Nhwc part = area.withChannels(channels[i]);
      offsets[i] = offset;
      offset += channels[i];
      gather[i] = copy(part, part.channels(), total);
      scatter[i] = copy(part, total, part.channels());
    }
  }

  @Override
  public void forward(INDArray[] xs, INDArray y) {
    for (int i = 0; i < xs.length; i++) {
      gather[i].run(OneDnnOp.at(xs[i]), slice(y, i));
    }
  }

  @Override
  public void backward(INDArray dy, INDArray[] dxs) {
    for (int i = 0; i < dxs.length; i++) {
      if (dxs[i] != null) {
        scatter[i].run(slice(dy, i), OneDnnOp.at(dxs[i]));
      }
    }
  }

  private long slice(INDArray whole, int i) {
    return OneDnnOp.at(whole) + (long) offsets[i] * Float.BYTES;
  }

  private static OneDnnOp copy(Nhwc part, int fromStride, int toStride) {
    return OneDnnOp.copy(
        OneDnn.channelSlice(part, fromStride),
        OneDnn.channelSlice(part, toStride),
        DNNL_ARG_FROM,
        DNNL_ARG_TO);
  }
}
