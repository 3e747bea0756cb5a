package io.perpixel.train;

import java.io.Serializable;

/**
 * How many steps replicas take between two averagings, by epoch: always as many, or early few and
 * later more. Early, parameters move fast and replicas part quickly; later, most of what averaging
 * costs can be saved. It depends on nothing but the epoch, so a run that is resumed goes on alike.
 *
 * @param first steps in the first epoch, from 1
 * @param doubling epochs after which the number doubles, again and again; 0 = never
 * @param most steps that are not exceeded
 */
public record AveragingSchedule(int first, int doubling, int most) implements Serializable {
  /** Checks the ranges. */
  public AveragingSchedule {
    if (first < 1 || doubling < 0 || most < first) {
      throw new IllegalArgumentException(
          "averaging %d, doubled after %d epochs, at most %d: expected at least 1, at least 0, and no less than the first"
              .formatted(first, doubling, most));
    }
  }

  /** The same number in every epoch. */
  public static AveragingSchedule fixed(int steps) {
    return new AveragingSchedule(steps, 0, Math.max(1, steps));
  }

  /** Steps between two averagings in an epoch, from 1. */
  public int steps(int epoch) {
    if (doubling == 0) {
      return first;
    }
    int doublings = Math.min(Integer.SIZE, (epoch - 1) / doubling);
    return (int) Math.min(most, (long) first << doublings);
  }

  @Override
  public String toString() {
    String text = "every " + (first == 1 ? "step" : first + " steps");
    return doubling == 0
        ? text
        : text + ", half as often after every %d epochs down to every %d".formatted(doubling, most);
  }
}
