package io.perpixel.metric;

import java.io.Serializable;
import java.util.Map;

/**
 * What scoring a model counts, whatever its task: sums over images that merge in any order to the
 * same bits.
 */
public interface Scores extends Serializable {
  /**
   * Adds another's counts; returns this.
   *
   * @throws IllegalArgumentException if the other counts something else
   */
  Scores merge(Scores other);

  /** Images counted. */
  long images();

  /** Mean loss in nats; NaN without images. */
  double meanLoss();

  /** The metrics that an epoch records, by name, in the order to show; only those available. */
  Map<String, Double> metrics();

  /** All figures of an evaluation besides the loss: the metrics, and counts behind them. */
  Map<String, Object> figures();
}
