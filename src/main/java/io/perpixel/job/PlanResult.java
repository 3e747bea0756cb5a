package io.perpixel.job;

import io.perpixel.plan.ClusterCosts;
import io.perpixel.plan.CostModel;
import io.perpixel.plan.Prediction;
import io.perpixel.plan.Recommendation;
import java.util.List;
import java.util.Optional;

/**
 * A plan: costs, and what they come to.
 *
 * @param model name of the model
 * @param batch images per replica and step
 * @param images in an epoch
 * @param costs measured or given
 * @param measured how, if they were
 * @param executors numbers asked about
 * @param averaging steps between averagings asked about
 * @param efficiency asked for
 * @param predictions by executors, then by averaging
 */
record PlanResult(
    String model,
    int batch,
    long images,
    ClusterCosts costs,
    Optional<ClusterMeasurement.Result> measured,
    List<Integer> executors,
    List<Integer> averaging,
    double efficiency,
    List<Prediction> predictions) {

  /** Predicts for all that was asked about. */
  PlanResult(
      String model,
      int batch,
      long images,
      ClusterCosts costs,
      Optional<ClusterMeasurement.Result> measured,
      List<Integer> executors,
      List<Integer> averaging,
      double efficiency) {
    this(
        model,
        batch,
        images,
        costs,
        measured,
        executors,
        averaging,
        efficiency,
        predictions(new CostModel(costs, batch, images), executors, averaging));
  }

  private static List<Prediction> predictions(
      CostModel model, List<Integer> executors, List<Integer> averaging) {
    return executors.stream()
        .flatMap(n -> averaging.stream().map(k -> model.predict(n, k)))
        .toList();
  }

  CostModel costModel() {
    return new CostModel(costs, batch, images);
  }

  Recommendation recommendation() {
    return Recommendation.of(predictions, efficiency, costs.plain());
  }

  /** Images/s predicted for epochs that were timed. */
  double predicted(ClusterMeasurement.Check check) {
    return new CostModel(costs, batch, check.images())
        .predict(check.replicas(), check.averaging())
        .imagesPerSecond();
  }
}
