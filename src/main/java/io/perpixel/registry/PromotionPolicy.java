package io.perpixel.registry;

import io.perpixel.train.Monitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * When a new version takes the champion's place: both were scored on the same images.
 *
 * @param metric that has to become better; losses and {@code kl} are better when they are lower
 * @param margin by how much at least, from 0, in the metric's own unit; with 0 by anything at all
 * @param slices metrics that must not become worse; a {@code *} stands for any characters
 * @param sliceMargin by how much they may, from 0
 * @param minimum what the metric has to reach at least where there is no champion yet (at most, for
 *     losses)
 */
public record PromotionPolicy(
    String metric, double margin, List<String> slices, double sliceMargin, OptionalDouble minimum) {
  /** What doubles lose when decimal numbers are subtracted. */
  private static final double ROUNDING = 1e-12;

  /** Copies the list. */
  public PromotionPolicy {
    slices = List.copyOf(slices);
  }

  /**
   * One metric of both.
   *
   * @param champion NaN if there is none
   * @param gain by how much the challenger is better, negative if it is worse
   * @param needed gain
   */
  public record Comparison(
      String metric,
      double champion,
      double challenger,
      double gain,
      double needed,
      boolean passed) {}

  /**
   * What follows.
   *
   * @param comparisons the metric first, then the slices
   * @param reason in one sentence without a stop at the end
   */
  public record Verdict(boolean promoted, List<Comparison> comparisons, String reason) {
    /** Copies the list. */
    public Verdict {
      comparisons = List.copyOf(comparisons);
    }
  }

  /**
   * Compares two versions by their metrics.
   *
   * @throws IllegalArgumentException if the challenger lacks the metric, or a slice names nothing
   */
  public Verdict judge(Map<String, Double> champion, Map<String, Double> challenger) {
    List<Comparison> all = new ArrayList<>();
    all.add(compare(metric, champion, challenger, margin, margin == 0));
    slices(challenger)
        .forEach(slice -> all.add(compare(slice, champion, challenger, -sliceMargin, false)));
    List<Comparison> failed = all.stream().filter(one -> !one.passed()).toList();
    return new Verdict(failed.isEmpty(), all, failed.isEmpty() ? better(all) : worse(failed));
  }

  /**
   * Whether a version may be the first champion.
   *
   * @throws IllegalArgumentException if it lacks the metric, or a slice names nothing
   */
  public Verdict judgeFirst(Map<String, Double> challenger) {
    double value = require(metric, challenger);
    slices(challenger);
    boolean lower = isLowerBetter(metric);
    boolean passed =
        !Double.isNaN(value)
            && (minimum.isEmpty()
                || (lower ? value <= minimum.getAsDouble() : value >= minimum.getAsDouble()));
    Comparison only = new Comparison(metric, Double.NaN, value, Double.NaN, Double.NaN, passed);
    String reason =
        passed
            ? "there was no champion"
            : "there is no champion, but %s %s is not %s %s, which the first one needs"
                .formatted(
                    metric,
                    text(value),
                    lower ? "at most" : "at least",
                    minimum.isPresent() ? text(minimum.getAsDouble()) : "a number");
    return new Verdict(passed, List.of(only), reason);
  }

  private List<String> slices(Map<String, Double> metrics) {
    List<String> found = new ArrayList<>();
    for (String slice : slices) {
      Pattern pattern = pattern(slice);
      List<String> matching =
          new TreeMap<>(metrics)
              .keySet().stream().filter(name -> pattern.matcher(name).matches()).toList();
      if (matching.isEmpty()) {
        throw new IllegalArgumentException(
            "the slice %s names none of the metrics: %s"
                .formatted(slice, String.join(", ", metrics.keySet())));
      }
      found.addAll(matching);
    }
    return found.stream().distinct().toList();
  }

  private static Pattern pattern(String slice) {
    return Pattern.compile(
        Arrays.stream(slice.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }

  /** A metric that the champion has no value of, as for a class that it never saw, is no worse. */
  private static Comparison compare(
      String name,
      Map<String, Double> champion,
      Map<String, Double> challenger,
      double needed,
      boolean strictly) {
    double before = champion.getOrDefault(name, Double.NaN);
    double after = require(name, challenger);
    double gain = isLowerBetter(name) ? before - after : after - before;
    boolean passed;
    if (Double.isNaN(before)) {
      passed = needed <= 0 && !strictly || !Double.isNaN(after);
    } else {
      passed = strictly ? gain > 0 : gain >= needed - ROUNDING;
    }
    return new Comparison(name, before, after, gain, needed, passed);
  }

  private static double require(String name, Map<String, Double> metrics) {
    Double value = metrics.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no metric %s, only %s".formatted(name, String.join(", ", metrics.keySet())));
    }
    return value;
  }

  /** {@code accuracy[label=7]} is an accuracy. */
  private static boolean isLowerBetter(String name) {
    return new Monitor(name.replaceFirst("\\[.*", "")).lowerIsBetter();
  }

  private static String better(List<Comparison> all) {
    Comparison first = all.get(0);
    return "%s %s instead of %s%s"
        .formatted(
            first.metric(),
            text(first.challenger()),
            text(first.champion()),
            all.size() == 1 ? "" : ", and no slice became worse");
  }

  private String worse(List<Comparison> failed) {
    Comparison first = failed.get(0);
    if (first.metric().equals(metric)) {
      return "%s %s instead of %s, which is not better by %s"
          .formatted(
              metric,
              text(first.challenger()),
              text(first.champion()),
              margin == 0 ? "anything" : text(margin));
    }
    return "%s went from %s to %s, more than the %s that a slice may become worse%s"
        .formatted(
            first.metric(),
            text(first.champion()),
            text(first.challenger()),
            text(sliceMargin),
            failed.size() == 1 ? "" : "; so did %d others".formatted(failed.size() - 1));
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
