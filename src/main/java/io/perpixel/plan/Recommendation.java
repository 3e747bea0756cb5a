package io.perpixel.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How many executors to use and how often to average.
 *
 * @param choice what to use; empty where one machine is better
 * @param efficient whether the choice is as efficient as was asked for
 * @param fastest of all predictions
 */
public record Recommendation(Optional<Prediction> choice, boolean efficient, Prediction fastest) {

  /**
   * The fastest that is efficient, and of equal numbers of executors the one that averages most
   * often, since what rarer averaging does to convergence is not predicted. Where none is
   * efficient, the fastest of all. Neither where the plain loop on one machine is as fast.
   *
   * @param predictions in any order
   * @param efficiency asked for, 0 to 1
   * @param plain images/s of one machine, if known
   */
  public static Recommendation of(
      List<Prediction> predictions, double efficiency, OptionalDouble plain) {
    Comparator<Prediction> bySpeed = Comparator.comparingDouble(Prediction::imagesPerSecond);
    Prediction fastest = predictions.stream().max(bySpeed).orElseThrow();
    List<Prediction> worth =
        predictions.stream()
            .filter(p -> p.imagesPerSecond() > plain.orElse(0) && !p.fewImages())
            .toList();
    if (worth.isEmpty()) {
      boolean slow = fastest.imagesPerSecond() <= plain.orElse(0);
      return new Recommendation(slow ? Optional.empty() : Optional.of(fastest), false, fastest);
    }
    List<Prediction> efficient = worth.stream().filter(p -> p.efficiency() >= efficiency).toList();
    Optional<Prediction> choice =
        efficient.stream()
            .filter(p -> efficient.stream().noneMatch(other -> averagesMoreOften(other, p)))
            .max(bySpeed);
    return choice.isPresent()
        ? new Recommendation(choice, true, fastest)
        : new Recommendation(worth.stream().max(bySpeed), false, fastest);
  }

  private static boolean averagesMoreOften(Prediction other, Prediction than) {
    return other.replicas() == than.replicas() && other.averaging() < than.averaging();
  }
}
