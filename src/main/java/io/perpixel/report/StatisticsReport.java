package io.perpixel.report;

import io.perpixel.metric.ClassBalance;
import io.perpixel.metric.DatasetStatistics;
import io.perpixel.metric.Occurrences;
import io.perpixel.metric.PixelStatistics;
import io.perpixel.metric.ValueStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A page about what a set of images is like. */
public final class StatisticsReport {
  private static final int MOST_ROWS = 20;

  private final String name;
  private final DatasetStatistics statistics;
  private byte[] picture;

  /**
   * A page.
   *
   * @param name of the set
   */
  public StatisticsReport(String name, DatasetStatistics statistics) {
    this.name = name;
    this.statistics = statistics;
  }

  /**
   * The picture alone, drawn once.
   *
   * @throws IllegalStateException if {@link Pictures#problem} says so
   */
  public byte[] png() {
    if (picture == null) {
      picture = StatisticsPicture.png(name, statistics);
    }
    return picture;
  }

  /** The page; store it as UTF-8. */
  public String html() {
    HtmlReport page =
        HtmlReport.builder("Statistics of " + name)
            .tile("Images", count(statistics.images()), splits())
            .tile("Rejected", count(statistics.rejected().total()), "")
            .tile("With a target", count(statistics.targets()), "")
            .tile("Sizes", count(statistics.sizes().counts().size()), "height x width");
    Pictures.problem()
        .ifPresentOrElse(
            page::warning,
            () ->
                page.picture(
                    "At a glance", png(), "Values, sizes, classes and colours of the images"));
    channels(page, "Values of the images", statistics.values());
    channels(page, "Values of the targets", statistics.targetValues());
    classes(page);
    occurrences(page, "Classes of images", "class", statistics.labels());
    occurrences(page, "Most frequent sizes", "size", statistics.sizes());
    occurrences(page, "Rejected", "reason", statistics.rejected());
    return page.build();
  }

  private String splits() {
    List<String> parts = new ArrayList<>();
    statistics.splits().counts().forEach((split, n) -> parts.add(split + " " + count(n)));
    return String.join(", ", parts);
  }

  private static void channels(HtmlReport page, String heading, PixelStatistics values) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, List<ValueStatistics>> kind : values.kinds().entrySet()) {
      int number = 0;
      for (ValueStatistics channel : kind.getValue()) {
        rows.add(
            List.of(
                kind.getKey(),
                Integer.toString(number++),
                Figures.number(channel.mean()),
                Figures.number(channel.deviation()),
                Figures.number(channel.min()),
                Figures.number(channel.max()),
                count(channel.count()),
                count(channel.notFinite())));
      }
    }
    if (!rows.isEmpty()) {
      page.table(
          heading,
          List.of("kind", "channel", "mean", "std", "min", "max", "values", "not finite"),
          rows);
    }
  }

  private void classes(HtmlReport page) {
    Map<Integer, ClassBalance.Share> shares = statistics.classes().shares();
    double pixels = shares.values().stream().mapToLong(ClassBalance.Share::pixels).sum();
    List<List<String>> rows = new ArrayList<>();
    shares.forEach(
        (value, share) ->
            rows.add(
                List.of(
                    value.toString(),
                    count(share.pixels()),
                    Figures.percent(share.pixels() / pixels),
                    count(share.images()))));
    if (!rows.isEmpty()) {
      page.table("Classes of masks", List.of("class", "pixels", "share", "images"), rows);
    }
  }

  private static <K extends Comparable<K>> void occurrences(
      HtmlReport page, String heading, String title, Occurrences<K> occurrences) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<K, Long> entry : mostFrequent(occurrences, MOST_ROWS)) {
      rows.add(
          List.of(
              entry.getKey().toString(),
              count(entry.getValue()),
              Figures.percent((double) entry.getValue() / occurrences.total())));
    }
    if (!rows.isEmpty()) {
      page.table(heading, List.of(title, "images", "share"), rows);
    }
  }

  static <K extends Comparable<K>> List<Map.Entry<K, Long>> mostFrequent(
      Occurrences<K> occurrences, int most) {
    return occurrences.counts().entrySet().stream()
        .sorted(Map.Entry.<K, Long>comparingByValue().reversed())
        .limit(most)
        .toList();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
