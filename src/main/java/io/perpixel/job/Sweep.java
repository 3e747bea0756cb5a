package io.perpixel.job;

import io.perpixel.report.ComparisonReport;
import io.perpixel.report.Pictures;
import io.perpixel.report.Run;
import io.perpixel.spark.RunDirectory;
import io.perpixel.train.DivergedException;
import io.perpixel.train.Scorer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Runs that differ in one setting, and their comparison. */
final class Sweep {
  private final SettingsOptions options;
  private final String key;
  private final Map<String, String> values;
  private final PrintWriter out;

  /**
   * @param options what all runs have in common
   * @param assignment {@code key=v1,v2,…}
   */
  Sweep(SettingsOptions options, String assignment, PrintWriter out) {
    int equals = assignment.indexOf('=');
    if (equals < 1 || equals == assignment.length() - 1) {
      throw new UsageException(
          "--sweep " + assignment + ": expected key=v1,v2,… such as train.batch=10,50,100");
    }
    this.options = options;
    this.out = out;
    key = assignment.substring(0, equals);
    values = new LinkedHashMap<>();
    for (String value : assignment.substring(equals + 1).split(",")) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      String name = last + "-" + value.strip().replaceAll("[^A-Za-z0-9._+-]", "_");
      if (values.put(name, value.strip()) != null) {
        throw new UsageException(
            "--sweep %s: two of the values would train in the directory %s; expected each once"
                .formatted(assignment, name));
      }
    }
  }

  /**
   * Trains with each value and writes the comparison.
   *
   * @return the exit code: diverged if one of the runs did, which the others do not suffer from
   */
  int run(Resume resume, List<String> command) throws IOException, InterruptedException {
    String parent = options.load().runDirectory();
    Map<String, Settings> all = new LinkedHashMap<>();
    // All of them before the first starts: a mistake in the last value shows now.
    values.forEach((name, value) -> all.put(name, settings(parent, name, value)));
    List<Run> runs = new ArrayList<>();
    int code = ExitCode.OK;
    for (Map.Entry<String, Settings> one : all.entrySet()) {
      String value = values.get(one.getKey());
      out.printf("%n== %s = %s%n", key, value);
      try {
        TrainingRun.Outcome outcome = new TrainingRun(one.getValue(), out).run(resume, command);
        runs.add(new Run(one.getKey(), Map.of(key, value), outcome.history().epochs()));
      } catch (DivergedException e) {
        code = ExitCode.DIVERGED;
        out.printf("%s = %s: %s%n", key, value, e.getMessage());
        runs.add(new Run(one.getKey(), Map.of(key, value), List.of()));
      }
    }
    compare(parent, headline(all.values()), runs);
    return code;
  }

  /** The metric by which the runs are compared; models of one sweep have one task. */
  static String headline(Collection<Settings> runs) {
    return Scorer.headline(runs.iterator().next().model().spec());
  }

  private Settings settings(String parent, String name, String value) {
    Settings one = options.load(key + "=" + value, "run.directory=" + parent + "/" + name);
    one.train();
    one.data();
    one.palette();
    one.model().spec();
    return one;
  }

  private void compare(String parent, String metric, List<Run> runs) throws IOException {
    RunDirectory directory =
        new RunDirectory(parent, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    ComparisonReport comparison = ComparisonReport.of(runs, metric);
    directory.write("comparison.html", comparison.html("Comparison by " + key).build());
    directory.write("comparison.md", comparison.markdown());
    if (Pictures.problem().isEmpty()) {
      directory.write("comparison.png", comparison.png());
    }
    out.printf("%n%s%nreport: %s%n", comparison.markdown(), directory.path("comparison.html"));
    out.flush();
  }
}
