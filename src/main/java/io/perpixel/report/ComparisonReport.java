package io.perpixel.report;

import io.perpixel.train.EpochRecord;
import io.perpixel.train.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Several runs side by side: what differed, and what came of it. Single epochs scatter by points,
 * so the table shows medians of {@value #WINDOW} epochs in a row: the best such median and the
 * last.
 */
public final class ComparisonReport {
  static final int WINDOW = 5;

  private final List<Run> runs;
  private final String metric;

  private ComparisonReport(List<Run> runs, String metric) {
    this.runs = List.copyOf(runs);
    this.metric = metric;
  }

  /**
   * Compares runs in the given order.
   *
   * @param metric the task's main metric, of which more is better, such as {@code accuracy}
   */
  public static ComparisonReport of(List<Run> runs, String metric) {
    return new ComparisonReport(runs, metric);
  }

  /** Column titles: the run, the settings that differ, the figures. */
  public List<String> header() {
    List<String> header = new ArrayList<>(List.of("run"));
    header.addAll(differingSettings());
    String name = metric.replace('_', ' ');
    header.addAll(
        List.of(
            "epochs",
            "validation loss, best",
            "last",
            name + ", best",
            "last",
            "images/s",
            "minutes"));
    return header;
  }

  /** One row a run, as many cells as {@link #header} has. */
  public List<List<String>> rows() {
    return runs.stream().map(this::row).toList();
  }

  private List<String> row(Run run) {
    List<EpochRecord> epochs = run.epochs();
    ToDoubleFunction<EpochRecord> score = epoch -> epoch.metric(metric);
    double[] losses = medians(epochs, EpochRecord::validationLoss);
    double[] scores = medians(epochs, score);
    List<String> row = new ArrayList<>(List.of(run.name()));
    for (String setting : differingSettings()) {
      row.add(Objects.toString(run.settings().get(setting), "–"));
    }
    row.add(Integer.toString(epochs.size()));
    row.add(Figures.number(finite(losses).min().orElse(Double.NaN)));
    row.add(Figures.number(losses[losses.length - 1]));
    row.add(Figures.number(finite(scores).max().orElse(Double.NaN)));
    row.add(Figures.number(scores[scores.length - 1]));
    row.add(Figures.rate(History.median(epochs, EpochRecord::imagesPerSecond)));
    double seconds = epochs.stream().mapToDouble(EpochRecord::seconds).sum();
    row.add(epochs.isEmpty() ? "–" : Figures.rate(seconds / 60));
    return row;
  }

  /**
   * The table in Markdown, its columns padded so that it reads as well on a terminal; below it, one
   * line that says what is shown.
   */
  public String markdown() {
    List<String> header = header();
    List<List<String>> lines = new ArrayList<>();
    lines.add(header.stream().map(ComparisonReport::cell).toList());
    rows().forEach(row -> lines.add(row.stream().map(ComparisonReport::cell).toList()));
    int[] widths = new int[header.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(Math.max(3, widths[i]), length(line.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int l = 0; l < lines.size(); l++) {
      for (int i = 0; i < widths.length; i++) {
        String cell = lines.get(l).get(i);
        String padding = " ".repeat(widths[i] - length(cell));
        text.append("| ").append(i == 0 ? cell + padding : padding + cell).append(' ');
      }
      text.append("|\n");
      if (l == 0) {
        for (int i = 0; i < widths.length; i++) {
          text.append(i == 0 ? "|:" : "|-").append("-".repeat(widths[i]));
          text.append(i == 0 ? "-" : ":");
        }
        text.append("|\n");
      }
    }
    return text.append('\n').append(explanation()).append('\n').toString();
  }

  /** The curves of all runs in one picture, see {@link LearningCurves}. */
  public byte[] png() {
    return LearningCurves.png("", List.of(metric), runs);
  }

  /** A page with the table and the picture, to which more sections can be added. */
  public HtmlReport html(String title) {
    HtmlReport page =
        HtmlReport.builder(title).outcome(explanation()).table("Runs", header(), rows());
    Pictures.problem()
        .ifPresentOrElse(
            page::warning,
            () ->
                page.picture(
                    "Learning curves", png(), "Loss and " + metric + " of each run by epoch"));
    return page;
  }

  private static String explanation() {
    return "Best and last: medians of " + WINDOW + " epochs in a row (of all, where fewer).";
  }

  private List<String> differingSettings() {
    Set<String> keys =
        runs.stream()
            .flatMap(run -> run.settings().keySet().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return keys.stream().filter(this::differs).toList();
  }

  private boolean differs(String key) {
    Stream<String> values = runs.stream().map(run -> Objects.toString(run.settings().get(key)));
    return values.distinct().count() > 1;
  }

  /** Medians of every full window, or of all epochs if there is no full one. Never empty. */
  private static double[] medians(List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> value) {
    int windows = Math.max(1, epochs.size() - WINDOW + 1);
    double[] medians = new double[windows];
    for (int i = 0; i < windows; i++) {
      medians[i] = History.median(epochs.subList(i, Math.min(epochs.size(), i + WINDOW)), value);
    }
    return medians;
  }

  private static DoubleStream finite(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v));
  }

  private static String cell(String text) {
    return Canvas.oneLine(text, 60).replace("|", "\\|");
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
