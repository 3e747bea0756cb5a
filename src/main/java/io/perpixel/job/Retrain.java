package io.perpixel.job;

import io.perpixel.registry.RunRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perpixel retrain --config conf/retrain-example.conf}. */
@Command(
    name = "retrain",
    description = {
      "Retrains a model when its data have changed, without a person: prepares what is new,",
      "trains, scores the new version and the champion on the same frozen test set, and",
      "makes it the champion only if it is better. Meant to be started by a scheduler, as",
      "often as you like: with nothing new it ends at once, and a run that was killed goes on.",
      "",
      "Versions go to registry.directory, runs with their reports to retrain.directory."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel retrain --config conf/retrain-example.conf",
      "  perpixel retrain --config horses.conf --logical-date 2026-11-27T02:00:00Z"
    })
final class Retrain implements Callable<Integer> {
  @Mixin private SettingsOptions options;

  @Option(
      names = "--logical-date",
      paramLabel = "DATE",
      description = {
        "The date that a scheduler runs for: one run for each, which has finished or goes on.",
        "Default: one run for each combination of data, settings and code."
      })
  private String logicalDate;

  @Option(
      names = "--lock-wait",
      paramLabel = "SECONDS",
      description =
          "How long to wait for another run that is at work, instead of retrain.lock-wait; 0 = leave"
              + " at once, with exit code 1.")
  private Long lockWait;

  @Mixin private MetricsOption metrics = new MetricsOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (lockWait != null && lockWait < 0) {
      throw new UsageException("found --lock-wait %d; expected 0 or more".formatted(lockWait));
    }
    return metrics.around("retrain", Map.of("config", options.config()), this::retrain);
  }

  private int retrain(RunMetrics figures) throws IOException, InterruptedException {
    RetrainPlace place = new RetrainPlace(options, spec.commandLine().getOut());
    List<String> command = spec.commandLine().getParent().getParseResult().originalArgs();
    Duration wait = lockWait == null ? place.retrain().lockWait() : Duration.ofSeconds(lockWait);
    RunRecord run = new RetrainRun(place, Optional.ofNullable(logicalDate), command).run(wait);
    show(run, figures);
    return ExitCode.OK;
  }

  private static void show(RunRecord run, RunMetrics figures) {
    for (RunRecord.Outcome outcome : RunRecord.Outcome.values()) {
      if (outcome.isFinal()) {
        figures.figure(
            "retrain_outcome",
            "1 for what came of the last run.",
            Map.of("outcome", outcome.label()),
            () -> outcome == run.outcome() ? 1 : 0);
      }
    }
    if (run.version().isPresent()) {
      figures.figure(
          "retrain_version", "The version that it made.", () -> run.version().getAsInt());
    }
    figures(figures, "challenger", run.metrics());
    figures(figures, "champion", run.championMetrics());
    run.phases()
        .forEach(
            (phase, seconds) ->
                figures.figure(
                    "retrain_phase_seconds",
                    "Duration of each phase.",
                    Map.of("phase", phase),
                    () -> seconds));
  }

  private static void figures(RunMetrics figures, String of, Map<String, Double> metrics) {
    metrics.forEach(
        (name, value) ->
            figures.figure(
                "retrain_metric",
                "Metrics on the frozen test set.",
                Map.of("of", of, "metric", name),
                () -> value));
  }
}
