package io.perpixel.train;

import io.perpixel.metric.PixelCounts;
import java.util.function.DoubleConsumer;

/** One way of passing over the training data: in this process, or by replicas on Spark. */
public interface TrainingLoop {
  /** Examples in an epoch. */
  long trainingExamples();

  /**
   * Trains for one epoch.
   *
   * @param epoch from 1
   * @param progress told the part of the epoch that is done, 0..1
   * @return mean training loss over the examples, each taken before its step
   * @throws DivergedException if a loss is not finite
   */
  double trainEpoch(int epoch, DoubleConsumer progress);

  /** Loss and accuracy of the present model over the validation examples. */
  PixelCounts validate();
}
