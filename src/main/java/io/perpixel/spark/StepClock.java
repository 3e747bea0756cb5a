package io.perpixel.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Collects how long the steps of each replica took, see {@link SparkLoop#onTimes}. */
public final class StepClock implements Consumer<List<double[]>> {
  private final List<List<double[]>> rounds = new ArrayList<>();

  /**
   * What was collected.
   *
   * @param steps seconds of all steps of each replica in their order
   * @param slowest seconds that the slowest replica of each round took for its steps, added up
   * @param rounds how many there were
   */
  public record Times(List<double[]> steps, double slowest, int rounds) {}

  @Override
  public void accept(List<double[]> seconds) {
    rounds.add(seconds);
  }

  /** Everything since it was last asked; every replica took part in every round. */
  public Times take() {
    int replicas = rounds.stream().mapToInt(List::size).min().orElse(0);
    List<double[]> steps = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      int r = replica;
      steps.add(rounds.stream().flatMapToDouble(round -> Arrays.stream(round.get(r))).toArray());
    }
    double slowest =
        rounds.stream()
            .mapToDouble(
                round -> round.stream().mapToDouble(s -> Arrays.stream(s).sum()).max().orElse(0))
            .sum();
    Times times = new Times(steps, slowest, rounds.size());
    rounds.clear();
    return times;
  }
}
