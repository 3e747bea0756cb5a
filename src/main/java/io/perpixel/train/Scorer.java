package io.perpixel.train;

import io.perpixel.metric.PixelScores;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.PixelLossKernel;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Scores a model on labelled images, each image for itself, so that a score does not depend on its
 * minibatch. Used by one thread at a time.
 */
public final class Scorer {
  private final Replica replica;
  private final PixelScores scores;
  private Nhwc shape;
  private PixelLossKernel loss;
  private INDArray labels;

  /** Scores a replica. */
  public Scorer(Replica replica) {
    this.replica = replica;
    scores = new PixelScores(replica.model().outputChannels());
  }

  /** What was counted so far. */
  public PixelScores scores() {
    return scores;
  }

  /**
   * Counts a minibatch of equal-sized images.
   *
   * @throws IllegalArgumentException if a target is missing, or an image or label does not fit the
   *     model; the message names the example
   */
  public void add(List<Example> minibatch) {
    for (Example example : minibatch) {
      requireTarget(example);
    }
    INDArray logits = replica.logits(minibatch);
    Nhwc all = Nhwc.of(logits.shape());
    prepare(new Nhwc(1, all.height(), all.width(), all.channels()));
    for (int i = 0; i < minibatch.size(); i++) {
      add(minibatch.get(i), logits.get(NDArrayIndex.interval(i, i + 1)));
    }
  }

  private void prepare(Nhwc wanted) {
    if (wanted.equals(shape)) {
      return;
    }
    shape = wanted;
    loss = KernelChoice.current().softmaxCrossEntropy(shape, -1);
    labels = Nd4j.createUninitializedDetached(DataType.INT32, 1, shape.height(), shape.width());
  }

  private void add(Example example, INDArray logits) {
    byte[] target = example.target();
    int[] truth = new int[target.length];
    for (int p = 0; p < truth.length; p++) {
      truth[p] = target[p] & 0xff;
    }
    try {
      HostMemory.put(truth, labels);
      double mean = loss.forward(logits, labels, null);
      int[] predicted = Replica.argMax(HostMemory.copyOfFloats(logits), shape.channels());
      scores.add(mean * truth.length, truth, predicted);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(example.id() + ": " + e.getMessage(), e);
    }
  }

  private static void requireTarget(Example example) {
    if (example.target() == null) {
      throw new IllegalArgumentException(
          example.id() + " has no target; label the table first (palette label)");
    }
  }
}
