package io.perpixel.plan;

/**
 * Steps of which only mean and deviation are known: as if independent and normally distributed. k
 * of them then take k times the mean, give or take the deviation times the root of k.
 *
 * @param mean seconds of a step
 * @param deviation standard deviation, in seconds
 */
public record NormalSteps(double mean, double deviation) implements StepTimes {
  /** Where nothing of the normal distribution is left, in deviations. */
  private static final double FAR = 9;

  private static final int CELLS = 18_000;

  /** Checks the ranges. */
  public NormalSteps {
    if (!(mean > 0) || !(deviation >= 0)) {
      throw new IllegalArgumentException(
          "a step of %s s give or take %s s: expected above 0, and from 0"
              .formatted(mean, deviation));
    }
  }

  @Override
  public double slowest(int replicas, int steps) {
    return steps * mean + Math.sqrt(steps) * deviation * expectedLargest(replicas);
  }

  /**
   * Expected largest of that many standard normal numbers, the integral of x over the density of
   * the largest, which is the derivative of the distribution function's power.
   */
  static double expectedLargest(int count) {
    double cell = 2 * FAR / CELLS;
    double distribution = 0;
    double before = 0;
    double expected = 0;
    for (int i = 0; i < CELLS; i++) {
      double middle = -FAR + (i + 0.5) * cell;
      distribution += cell * Math.exp(-middle * middle / 2) / Math.sqrt(2 * Math.PI);
      double power = Math.pow(Math.min(1, distribution), count);
      expected += middle * (power - before);
      before = power;
    }
    return expected;
  }
}
