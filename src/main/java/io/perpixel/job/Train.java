package io.perpixel.job;

import io.perpixel.train.EpochRecord;
import io.perpixel.train.History;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perpixel train --config conf/colourize-unet.conf}. */
@Command(
    name = "train",
    description = {
      "Trains a model, on this machine or on a cluster, and writes a run directory:",
      "model.zip, history.jsonl, metrics.json, provenance.json, report.html, checkpoints/.",
      "Data, tables and palette that the settings name are made first if they are not there."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel train --config conf/colourize-unet.conf --set train.epochs=5",
      "  perpixel train --config conf/colourize-unet.conf --sweep train.batch=10,50,100 \\",
      "    --set run.directory=runs/sweep"
    })
final class Train implements Callable<Integer> {
  @Mixin private SettingsOptions options;

  @Option(
      names = "--resume",
      description = "Continue the run in run.directory from its newest checkpoint, if it has one.")
  private boolean resume;

  @Option(
      names = "--accept-changes",
      description = {
        "With --resume: go on although settings or data are not those that the run began with,",
        "and say which. Model, optimiser, seed and what is frozen have to be the same."
      })
  private boolean acceptChanges;

  @Option(
      names = "--sweep",
      paramLabel = "key=v1,v2,…",
      description = {
        "Train once with each value, in a directory of its own below run.directory,",
        "and compare the runs in one table and one plot."
      })
  private String sweep;

  @Mixin private MetricsOption metrics = new MetricsOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (acceptChanges && !resume) {
      throw new UsageException("--accept-changes says how to continue a run: add --resume");
    }
    return metrics.around("train", Map.of("config", options.config()), this::train);
  }

  private int train(RunMetrics figures) throws IOException, InterruptedException {
    Resume how = !resume ? Resume.NO : acceptChanges ? Resume.CHANGED : Resume.UNCHANGED;
    PrintWriter out = spec.commandLine().getOut();
    List<String> command = spec.commandLine().getParent().getParseResult().originalArgs();
    if (sweep != null) {
      return new Sweep(options, sweep, out).run(how, command);
    }
    TrainingRun.Outcome outcome = new TrainingRun(options.load(), out).run(how, command);
    show(outcome.history(), figures);
    out.println("report: " + outcome.report());
    out.flush();
    return ExitCode.OK;
  }

  private static void show(History history, RunMetrics figures) {
    if (history.epochs().isEmpty()) {
      return;
    }
    EpochRecord last = history.last();
    figures.figure("epochs", "Epochs of the run.", last::epoch);
    figures.figure("train_loss", "Training loss of the last epoch.", last::trainLoss);
    figures.figure("validation_loss", "Validation loss of the last epoch.", last::validationLoss);
    last.metrics()
        .forEach(
            (name, value) ->
                figures.figure(
                    "metric", "Metrics of the last epoch.", Map.of("metric", name), () -> value));
  }
}
