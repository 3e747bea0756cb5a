package io.perpixel.job;

import io.perpixel.report.ComparisonReport;
import io.perpixel.report.Pictures;
import io.perpixel.report.Run;
import io.perpixel.spark.RunDirectory;
import io.perpixel.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
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
      names = "--sweep",
      paramLabel = "key=v1,v2,…",
      description = {
        "Train once with each value, in a directory of its own below run.directory,",
        "and compare the runs in one table and one plot."
      })
  private String sweep;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = options.load();
    SparkSession spark = SparkSessions.open("perpixel train", Map.of());
    PrintWriter out = spec.commandLine().getOut();
    List<String> command = spec.commandLine().getParent().getParseResult().originalArgs();
    if (sweep != null) {
      sweep(spark, settings, out, command);
      return ExitCode.OK;
    }
    TrainingRun.Outcome outcome = new TrainingRun(spark, settings, out).run(resume, command);
    out.println("report: " + outcome.report());
    out.flush();
    return ExitCode.OK;
  }

  private void sweep(SparkSession spark, Settings settings, PrintWriter out, List<String> command)
      throws IOException, InterruptedException {
    int equals = sweep.indexOf('=');
    if (equals < 1 || equals == sweep.length() - 1) {
      throw new UsageException(
          "--sweep " + sweep + ": expected key=v1,v2,… such as train.batch=10,50,100");
    }
    String key = sweep.substring(0, equals);
    List<Run> runs = new ArrayList<>();
    for (String value : sweep.substring(equals + 1).split(",")) {
      String name = key.substring(key.lastIndexOf('.') + 1) + "-" + value.strip();
      Settings one =
          options.load(
              key + "=" + value.strip(), "run.directory=" + settings.runDirectory() + "/" + name);
      out.println();
      out.println("== " + key + " = " + value.strip());
      TrainingRun.Outcome outcome = new TrainingRun(spark, one, out).run(resume, command);
      runs.add(new Run(name, Map.of(key, value.strip()), outcome.history().epochs()));
    }
    RunDirectory directory =
        new RunDirectory(settings.runDirectory(), spark.sparkContext().hadoopConfiguration());
    ComparisonReport comparison = ComparisonReport.of(runs, "accuracy");
    directory.write(
        "comparison.html",
        comparison.html("Comparison by " + key).build().getBytes(StandardCharsets.UTF_8));
    directory.write("comparison.md", comparison.markdown().getBytes(StandardCharsets.UTF_8));
    if (Pictures.problem().isEmpty()) {
      directory.write("comparison.png", comparison.png());
    }
    out.println();
    out.println(comparison.markdown());
    out.println("report: " + directory.path("comparison.html"));
    out.flush();
  }
}
