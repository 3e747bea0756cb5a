package io.perpixel.plan;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Steps as they were measured. A replica's round of k steps is drawn from all runs of k steps in a
 * row that some replica took, going round from the last to the first (the circular block bootstrap
 * of Politis and Romano, 1992): unlike single steps, runs keep what lasts for longer than a step,
 * such as a neighbour's load or a slower machine. Of M such runs in ascending order the i-th is the
 * largest of N draws with probability (i/M)^N - ((i-1)/M)^N, so nothing has to be simulated. What
 * is slower than anything that was measured is not foreseen.
 */
public final class MeasuredSteps implements StepTimes {
  private final List<double[]> replicas;

  /**
   * Of one or several replicas.
   *
   * @param replicas seconds of each one's steps in their order
   * @throws IllegalArgumentException if there is none, or a time is not positive
   */
  public MeasuredSteps(List<double[]> replicas) {
    this.replicas = replicas.stream().filter(r -> r.length > 0).map(double[]::clone).toList();
    if (this.replicas.isEmpty() || all().anyMatch(t -> !(t > 0 && t < Double.POSITIVE_INFINITY))) {
      throw new IllegalArgumentException("expected times of steps above 0 seconds");
    }
  }

  @Override
  public double mean() {
    return all().average().orElseThrow();
  }

  @Override
  public double deviation() {
    double mean = mean();
    return Math.sqrt(all().map(t -> (t - mean) * (t - mean)).average().orElseThrow());
  }

  @Override
  public double slowest(int count, int steps) {
    double[] runs = replicas.stream().flatMapToDouble(r -> runs(r, steps)).sorted().toArray();
    double expected = 0;
    double below = 0;
    for (int i = 0; i < runs.length; i++) {
      double upTo = Math.pow((i + 1.0) / runs.length, count);
      expected += runs[i] * (upTo - below);
      below = upTo;
    }
    return expected;
  }

  private static DoubleStream runs(double[] times, int steps) {
    double[] runs = new double[times.length];
    double whole = (double) (steps / times.length) * Arrays.stream(times).sum();
    for (int from = 0; from < times.length; from++) {
      runs[from] = whole;
      for (int i = 0; i < steps % times.length; i++) {
        runs[from] += times[(from + i) % times.length];
      }
    }
    return Arrays.stream(runs);
  }

  private DoubleStream all() {
    return replicas.stream().flatMapToDouble(Arrays::stream);
  }
}
