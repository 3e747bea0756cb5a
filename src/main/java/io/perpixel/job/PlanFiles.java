package io.perpixel.job;

import io.perpixel.plan.ClusterCosts;
import io.perpixel.plan.Line;
import io.perpixel.plan.Prediction;
import io.perpixel.plan.StepTimes;
import io.perpixel.report.Figures;
import io.perpixel.report.HtmlReport;
import io.perpixel.report.Pictures;
import io.perpixel.report.ScalingChart;
import io.perpixel.spark.RunDirectory;
import io.perpixel.train.Build;
import io.perpixel.train.Json;
import io.perpixel.train.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a plan as {@code plan.json}, {@code plan.html} and {@code plan.png}. */
final class PlanFiles {
  private final PlanResult plan;
  private final PlanText text;
  private final String where;

  /**
   * @param where the master, or that costs were given
   */
  PlanFiles(PlanResult plan, String where) {
    this.plan = plan;
    this.where = where;
    text = new PlanText(plan);
  }

  /** Writes them; without a picture where Java finds no fonts. */
  void write(RunDirectory directory) throws IOException {
    directory.write("plan.json", Json.pretty(json()));
    HtmlReport page = page();
    if (Pictures.problem().isEmpty()) {
      byte[] png =
          ScalingChart.png(
              plan.predictions(),
              plan.costModel().ideal(),
              plan.efficiency(),
              plan.costs().plain());
      directory.write("plan.png", png);
      page.picture("Predicted", png, "Images/s and efficiency by number of executors");
    } else {
      page.warning(Pictures.problem().get());
    }
    page.table("By executors", header(), rows()).table("Costs", text.costs());
    directory.write("plan.html", page.footer("perpixel " + Build.current().version()).build());
  }

  private HtmlReport page() {
    HtmlReport page =
        HtmlReport.builder("Plan: " + plan.model() + " on " + where)
            .outcome(text.recommendation() + " " + String.join(" ", text.facts()));
    text.warnings().forEach(page::warning);
    return page;
  }

  private static List<String> header() {
    return List.of(
        "executors",
        "averaging",
        "images/s",
        "efficiency",
        "round",
        "steps",
        "crowding",
        "waiting",
        "exchange",
        "driver holds");
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (Prediction p : plan.predictions()) {
      rows.add(
          List.of(
              Integer.toString(p.replicas()),
              Integer.toString(p.averaging()),
              Figures.rate(p.imagesPerSecond()),
              Figures.percent(p.efficiency()),
              PlanText.time(p.steps() + p.crowding() + p.waiting() + p.exchange()),
              PlanText.time(p.steps()),
              PlanText.time(p.crowding()),
              PlanText.time(p.waiting()),
              PlanText.time(p.exchange()),
              Figures.bytes(p.driverBytes())));
    }
    return rows;
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", plan.model());
    json.put("batch", plan.batch());
    json.put("images", plan.images());
    json.put("where", where);
    json.put("machine", Machine.describe());
    json.put("costs", costs(plan.costs()));
    plan.measured().ifPresent(m -> json.put("measured", measured(m)));
    json.put("efficiency", plan.efficiency());
    json.put("recommendation", text.recommendation());
    plan.recommendation()
        .choice()
        .ifPresent(
            p -> {
              json.put("executors", p.replicas());
              json.put("averaging", p.averaging());
            });
    json.put("predictions", plan.predictions().stream().map(PlanFiles::prediction).toList());
    return json;
  }

  private static Map<String, Object> costs(ClusterCosts costs) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("step_seconds", steps(costs.alone()));
    map.put("step_seconds_together", steps(costs.together()));
    map.put("replicas_together", costs.measured());
    map.put("state_bytes", costs.stateBytes());
    map.put("exchange_seconds", line(costs.exchange()));
    map.put("job_seconds", line(costs.jobs()));
    map.put("broadcast_hop_seconds", costs.broadcastHop());
    map.put("most_exchanged_bytes", costs.mostExchanged());
    map.put("epoch_seconds", costs.epoch());
    map.put("image_seconds", costs.image());
    map.put("plain_images_per_second", costs.plain().orElse(Double.NaN));
    return map;
  }

  private static Map<String, Object> steps(StepTimes steps) {
    return Map.of("mean", steps.mean(), "deviation", steps.deviation());
  }

  private static Map<String, Object> line(Line line) {
    return Map.of("fixed", line.fixed(), "per_executor", line.perReplica());
  }

  private Map<String, Object> check(ClusterMeasurement.Check check) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("executors", check.replicas());
    map.put("averaging", check.averaging());
    map.put("images", check.images());
    map.put("images_per_second", check.imagesPerSecond());
    map.put("predicted_images_per_second", plan.predicted(check));
    return map;
  }

  private Map<String, Object> measured(ClusterMeasurement.Result m) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("replicas", m.replicas());
    map.put("threads", m.threads());
    map.put("checks", m.checks().stream().map(this::check).toList());
    Map<String, Object> exchanges = new LinkedHashMap<>();
    m.rounds()
        .exchanges()
        .forEach(
            (n, e) ->
                exchanges.put(
                    Integer.toString(n),
                    Map.of(
                        "broadcast",
                        e.broadcast(),
                        "round",
                        e.round(),
                        "aggregate",
                        e.aggregate())));
    map.put("exchanges", exchanges);
    Map<String, Object> jobs = new LinkedHashMap<>();
    m.rounds()
        .jobs()
        .forEach(
            (n, j) ->
                jobs.put(
                    Integer.toString(n), Map.of("broadcast", j.broadcast(), "rest", j.rest())));
    map.put("jobs", jobs);
    map.put("empty_epoch", m.rounds().emptyEpoch());
    return map;
  }

  private static Map<String, Object> prediction(Prediction p) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("executors", p.replicas());
    map.put("averaging", p.averaging());
    map.put("images_per_second", p.imagesPerSecond());
    map.put("efficiency", p.efficiency());
    map.put("steps_seconds", p.steps());
    map.put("crowding_seconds", p.crowding());
    map.put("waiting_seconds", p.waiting());
    map.put("exchange_seconds", p.exchange());
    map.put("jobs", p.jobs());
    map.put("driver_bytes", p.driverBytes());
    return map;
  }
}
