package io.perpixel.nn.kernel;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dropout as in PyTorch: each value is set to 0 with a given probability, the others are divided by
 * the probability of staying. In plain Java for all families, so that all draw alike. Keeps which
 * values stayed for the backward pass; not thread safe.
 */
public final class DropoutKernel {
  private final double probability;
  private final boolean[] dropped;

  /**
   * For tensors of one size.
   *
   * @param probability of being dropped, from 0 to below 1
   */
  public DropoutKernel(Nhwc shape, double probability) {
    this.probability = probability;
    dropped = new boolean[Math.toIntExact(shape.length())];
  }

  /** Draws anew and writes {@code y}. */
  public void forward(INDArray x, INDArray y, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < dropped.length; i++) {
      dropped[i] = random.nextDouble() < probability;
    }
    apply(x, y);
  }

  /** Writes the gradient for the input of the last forward pass. */
  public void backward(INDArray dy, INDArray dx) {
    apply(dy, dx);
  }

  private void apply(INDArray from, INDArray to) {
    float scale = (float) (1 / (1 - probability));
    FloatIndexer values = HostMemory.floats(from);
    FloatIndexer result = HostMemory.floats(to);
    for (int i = 0; i < dropped.length; i++) {
      result.put(i, dropped[i] ? 0 : values.get(i) * scale);
    }
  }
}
