package io.perpixel.job;

import io.perpixel.plan.ClusterCosts;
import io.perpixel.plan.Prediction;
import io.perpixel.plan.Recommendation;
import io.perpixel.plan.StepTimes;
import io.perpixel.report.Figures;
import io.perpixel.spark.RoundProbe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A plan in words and tables. */
final class PlanText {
  /** What averaging more rarely, or more replicas, do to learning is another question. */
  static final String NOT_PREDICTED =
      "Not predicted: how averaging every k steps, and a joint batch of executors x batch, change what is learned.";

  private final PlanResult plan;

  PlanText(PlanResult plan) {
    this.plan = plan;
  }

  /** What was measured or given, by name, with units. */
  Map<String, String> costs() {
    ClusterCosts costs = plan.costs();
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("one step", step(costs.alone()));
    plan.measured()
        .filter(m -> m.replicas() > 1)
        .ifPresent(
            m ->
                lines.put(
                    "the same while %d replicas step".formatted(m.replicas()),
                    step(costs.together())));
    lines.put("state that travels", Figures.bytes(costs.stateBytes()));
    plan.measured()
        .ifPresent(
            m -> {
              lines.put("one broadcast", exchanged(m, RoundProbe.Exchange::broadcast));
              lines.put("one aggregation", exchanged(m, RoundProbe.Exchange::aggregate));
            });
    lines.put(
        "a round beside its steps",
        "%s + %s for each executor"
            .formatted(time(costs.exchange().fixed()), time(costs.exchange().perReplica())));
    lines.put(
        "as a Spark job",
        "%s + %s for each executor + %s for each broadcast hop"
            .formatted(
                time(costs.jobs().fixed()),
                time(costs.jobs().perReplica()),
                time(costs.broadcastHop())));
    lines.put(
        "an epoch beside its rounds",
        "%s + %s for each image of an executor"
            .formatted(time(costs.epoch()), time(costs.image())));
    lines.put("one machine", oneMachine());
    return lines;
  }

  private String oneMachine() {
    Optional<ClusterMeasurement.Result> m = plan.measured();
    if (plan.costs().plain().isEmpty()) {
      return m.flatMap(ClusterMeasurement.Result::noPlain)
          .map("not measured: "::concat)
          .orElse("not given");
    }
    return "%s images/s in the plain loop%s"
        .formatted(
            Figures.rate(plan.costs().plain().getAsDouble()),
            m.map(r -> " on the %d cores of the driver's machine".formatted(r.cores())).orElse(""));
  }

  private static String exchanged(
      ClusterMeasurement.Result measured, ToDoubleFunction<RoundProbe.Exchange> part) {
    List<String> parts = new ArrayList<>();
    measured
        .rounds()
        .exchanges()
        .forEach((n, e) -> parts.add("%s with %d".formatted(time(part.applyAsDouble(e)), n)));
    return String.join(", ", parts);
  }

  /** The predictions, a line for each number of executors. */
  TextTable table() {
    List<String> header = new ArrayList<>(List.of("executors"));
    for (int k : plan.averaging()) {
      header.add(k == 1 ? "every step" : "every %d steps".formatted(k));
      header.add("effic.");
    }
    TextTable table = new TextTable(0, header);
    for (int n : plan.executors()) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(n)));
      for (Prediction p : plan.predictions()) {
        if (p.replicas() == n) {
          row.add(Figures.rate(p.imagesPerSecond()));
          row.add(percent(p.efficiency()));
        }
      }
      table.row(row);
    }
    return table;
  }

  /** What to do. */
  String recommendation() {
    Recommendation advice = plan.recommendation();
    Prediction fastest = advice.fastest();
    if (advice.choice().isEmpty()) {
      return "One machine is better: the plain loop takes %s images/s%s, the cluster at most %s (%s). Set train.loop = plain."
          .formatted(
              Figures.rate(plan.costs().plain().getAsDouble()),
              plan.measured().map(m -> " with %d cores".formatted(m.cores())).orElse(""),
              Figures.rate(fastest.imagesPerSecond()),
              what(fastest));
    }
    Prediction choice = advice.choice().get();
    String speed =
        "%s images/s, %s efficient%s"
            .formatted(
                Figures.rate(choice.imagesPerSecond()),
                percent(choice.efficiency()),
                against(choice));
    return advice.efficient()
        ? "Use %s: %s.".formatted(what(choice), speed)
        : "None is %s efficient%s: the fastest is %s, %s."
            .formatted(
                percent(plan.efficiency()),
                plan.costs().plain().isPresent() ? " and faster than one machine" : "",
                what(choice),
                speed);
  }

  private String against(Prediction p) {
    return plan.costs().plain().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            ", %.1f times one machine",
            p.imagesPerSecond() / plan.costs().plain().getAsDouble());
  }

  private static String what(Prediction p) {
    return "%d %s, averaging %s"
        .formatted(
            p.replicas(),
            p.replicas() == 1 ? "executor" : "executors",
            p.averaging() == 1 ? "every step" : "every %d steps".formatted(p.averaging()));
  }

  /** What stands behind the recommendation, a line each. */
  List<String> facts() {
    List<String> facts = new ArrayList<>();
    plan.measured().ifPresent(m -> m.checks().forEach(check -> facts.add(compared(check))));
    plan.recommendation()
        .choice()
        .ifPresent(
            p ->
                facts.add(
                    "The driver then holds %s of states in each round; the joint batch is %,d images."
                        .formatted(
                            Figures.bytes(p.driverBytes()), (long) p.replicas() * plan.batch())));
    return facts;
  }

  private String compared(ClusterMeasurement.Check check) {
    double predicted = plan.predicted(check);
    return "Checked here: %d %s averaging every %d %s took %s images/s, predicted %s (%s)."
        .formatted(
            check.replicas(),
            check.replicas() == 1 ? "executor" : "executors",
            check.averaging(),
            check.averaging() == 1 ? "step" : "steps",
            Figures.rate(check.imagesPerSecond()),
            Figures.rate(predicted),
            String.format(
                Locale.ROOT, "%+.1f %%", 100 * (predicted / check.imagesPerSecond() - 1)));
  }

  /** What to bear in mind, a line each. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    plan.predictions().stream()
        .filter(Prediction::jobs)
        .findFirst()
        .ifPresent(
            p ->
                warnings.add(
                    "From %d executors on their states (%s) are more than a message may hold (spark.rpc.message.maxSize): each round is a Spark job."
                        .formatted(p.replicas(), Figures.bytes(p.driverBytes()))));
    plan.predictions().stream()
        .filter(Prediction::fewImages)
        .findFirst()
        .ifPresent(
            p ->
                warnings.add(
                    "From %d executors on an epoch of %,d images has not even one full minibatch for each."
                        .formatted(p.replicas(), plan.images())));
    warnings.add(NOT_PREDICTED);
    return warnings;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%n%s, batch %d for each executor, %,d images an epoch%n%n"
            .formatted(plan.model(), plan.batch(), plan.images()));
    costs().forEach((name, value) -> text.append("%-34s %s%n".formatted(name, value)));
    text.append("\nimages/s and efficiency, averaging\n\n").append(table());
    text.append('\n').append(recommendation()).append('\n');
    facts().forEach(fact -> text.append(fact).append('\n'));
    warnings().forEach(warning -> text.append(warning).append('\n'));
    return text.toString();
  }

  private static String step(StepTimes steps) {
    return "%s, give or take %s".formatted(time(steps.mean()), time(steps.deviation()));
  }

  /** Three digits in the unit that suits. */
  static String time(double seconds) {
    if (seconds < 5e-9) {
      return "0";
    }
    double[] sizes = {1, 1e-3, 1e-6};
    String[] units = {"s", "ms", "µs"};
    int i = seconds >= 1 ? 0 : seconds >= 1e-3 ? 1 : 2;
    double value = seconds / sizes[i];
    return String.format(
        Locale.ROOT, value < 10 ? "%.2f %s" : value < 100 ? "%.1f %s" : "%.0f %s", value, units[i]);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
