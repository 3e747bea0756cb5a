package io.perpixel.plan;

/** How long the steps of a replica take, in seconds; they scatter. */
public interface StepTimes {
  /** Mean time of a step. */
  double mean();

  /** Standard deviation of a step's time. */
  double deviation();

  /**
   * Expected time until the last of {@code replicas} has taken {@code steps} steps: who averages
   * waits for the slowest. With more replicas it is the rare slow step that counts, with more steps
   * slow and fast ones even out.
   *
   * @param replicas from 1
   * @param steps between two averagings, from 1
   */
  double slowest(int replicas, int steps);
}
