package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Max pooling of fixed shape; of equal values in a window the first in row-major order wins. */
public interface MaxPoolKernel {
  /** Writes the maxima; {@code keepIndices} remembers where they were for {@link #backward}. */
  void forward(INDArray x, INDArray y, boolean keepIndices);

  /**
   * Writes {@code dx}: {@code dy} where the maxima of the last forward pass {@code x} were, 0
   * elsewhere.
   */
  void backward(INDArray x, INDArray dy, INDArray dx);
}
