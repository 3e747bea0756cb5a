package io.perpixel.train;

import java.util.function.IntToDoubleFunction;

/**
 * The learning rate of each epoch, a function of the epoch's number and of the epochs before: a run
 * that resumes needs nothing but its history. Epoch for epoch as PyTorch's schedulers with one
 * {@code step()} after each epoch.
 */
@FunctionalInterface
public interface LearningRates {
  /**
   * The rate of an epoch.
   *
   * @param epoch from 1
   * @param before the epochs before it, as far as they are recorded
   */
  double rate(int epoch, History before);

  /** The same in every epoch. */
  static LearningRates constant(double initial) {
    return byEpoch(done -> initial);
  }

  /** Times {@code factor} after every {@code every} epochs ({@code StepLR}). */
  static LearningRates step(double initial, int every, double factor) {
    return byEpoch(done -> initial * Math.pow(factor, done / every));
  }

  /** Times {@code factor} after every epoch ({@code ExponentialLR}). */
  static LearningRates exponential(double initial, double factor) {
    return byEpoch(done -> initial * Math.pow(factor, done));
  }

  /**
   * Half a cosine from {@code initial} down to {@code minimum} in {@code half} epochs, and up again
   * after them ({@code CosineAnnealingLR}).
   */
  static LearningRates cosine(double initial, int half, double minimum) {
    return byEpoch(
        done -> minimum + (initial - minimum) * (1 + Math.cos(Math.PI * done / half)) / 2);
  }

  /**
   * Times {@code factor}, but not below {@code minimum}, whenever more than {@code patience} epochs
   * in a row brought no improvement of at least 1e-4 of the best value so far ({@code
   * ReduceLROnPlateau}).
   */
  static LearningRates plateau(
      double initial, Monitor monitor, int patience, double factor, double minimum) {
    return (epoch, before) -> {
      double rate = initial;
      double best = Double.NaN;
      int bad = 0;
      for (EpochRecord record : before.epochs()) {
        double value = monitor.value(record);
        if (monitor.improves(value, best, 1e-4)) {
          best = value;
          bad = 0;
        } else if (++bad > patience) {
          double lower = Math.max(rate * factor, minimum);
          // PyTorch's eps: differences too small to matter are not made.
          rate = rate - lower > 1e-8 ? lower : rate;
          bad = 0;
        }
      }
      return rate;
    };
  }

  private static LearningRates byEpoch(IntToDoubleFunction rateAfter) {
    return (epoch, before) -> rateAfter.applyAsDouble(epoch - 1);
  }
}
