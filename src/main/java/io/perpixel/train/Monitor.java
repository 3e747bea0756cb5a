package io.perpixel.train;

import java.util.Optional;

/**
 * The number of each epoch by which models are compared. Losses and {@code kl} are better when they
 * are lower, all other metrics when they are higher.
 *
 * @param name {@code train_loss}, {@code validation_loss} or a metric of the history
 */
public record Monitor(String name) {
  /** Whether a lower value is a better one. */
  public boolean lowerIsBetter() {
    return name.endsWith("loss") || name.equals("kl");
  }

  /** Its value in one epoch; NaN if that has none. */
  public double value(EpochRecord epoch) {
    return switch (name) {
      case "train_loss" -> epoch.trainLoss();
      case "validation_loss" -> epoch.validationLoss();
      default -> epoch.metric(name);
    };
  }

  /**
   * Whether a value is better than the best so far by more than a share of that. NaN improves
   * nothing, and everything else improves on NaN.
   */
  boolean improves(double value, double best, double share) {
    if (Double.isNaN(value) || Double.isNaN(best)) {
      return !Double.isNaN(value);
    }
    return lowerIsBetter() ? value < best * (1 - share) : value > best * (1 + share);
  }

  /** The best epoch, the first of equals; empty if none has a value. */
  public Optional<EpochRecord> best(History history) {
    EpochRecord best = null;
    for (EpochRecord epoch : history.epochs()) {
      if (improves(value(epoch), best == null ? Double.NaN : value(best), 0)) {
        best = epoch;
      }
    }
    return Optional.ofNullable(best);
  }

  /** How many epochs came after the best one. */
  public int epochsSinceBest(History history) {
    int last = history.epochs().isEmpty() ? 0 : history.last().epoch();
    return last - best(history).map(EpochRecord::epoch).orElse(0);
  }
}
