package io.perpixel.nn.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Concatenation by copies into and out of slices of channels. */
final class Nd4jConcat implements ConcatKernel {
  private final int[] channels;

  Nd4jConcat(int... channels) {
    this.channels = channels.clone();
  }

  @Override
  public void forward(INDArray[] xs, INDArray y) {
    int offset = 0;
    for (int i = 0; i < channels.length; i++) {
      slice(y, offset, channels[i]).assign(xs[i]);
      offset += channels[i];
    }
  }

  @Override
  public void backward(INDArray dy, INDArray[] dxs) {
    int offset = 0;
    for (int i = 0; i < channels.length; i++) {
      if (dxs[i] != null) {
        dxs[i].assign(slice(dy, offset, channels[i]));
      }
      offset += channels[i];
    }
  }

  private static INDArray slice(INDArray whole, int offset, int channels) {
    return whole.get(all(), all(), all(), interval(offset, offset + channels));
  }
}
