package io.perpixel.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How far the images of one set are from those of another, by the population stability index of
 * each distribution: the sum over its parts of (q - p) ln(q / p), with p and q the shares of the
 * part in both sets. As a rule of thumb nothing happened below 0.1, and much above 0.25.
 *
 * <p>Of the index is taken away what it stays below in 95 % of sets of so few images that did not
 * drift: it is distributed as chi-squared, with a degree of freedom less than there are parts,
 * times (1/n + 1/m). So small sets do not look as if they had drifted. Source: B. Yurdakul,
 * Statistical Properties of Population Stability Index, 2018.
 */
public final class Drift {
  /**
   * Shares below this, or below half an image, count as that: a part that is empty on one side is
   * no infinity.
   */
  private static final double LEAST = 1e-4;

  /** Standard deviations above the mean that 95 % of a normal distribution are below. */
  private static final double MOST = 1.645;

  /** Parts of the histogram of a channel. */
  private static final int PARTS = 16;

  /** Parts of the brightness of images, of which there may be few. */
  private static final int BRIGHTNESSES = 8;

  /** Of all images of the later set. */
  public static final String ALL = "all";

  /** Of those that are not in the earlier one. */
  public static final String NEW = "new";

  private Drift() {}

  /**
   * How far one distribution is.
   *
   * @param of what it is of, such as {@code brightness}
   * @param part {@link #ALL} or {@link #NEW}
   * @param index population stability index less what chance gives, from 0
   */
  public record Shift(String of, String part, double index) {}

  /**
   * All distributions, the farthest first. Where the later set contains the earlier one, as far as
   * counts can tell, its new images are looked at by themselves too: one bad night would be lost
   * among all that came before.
   */
  public static List<Shift> between(DatasetStatistics earlier, DatasetStatistics later) {
    Map<String, SortedMap<String, Long>> before = distributions(earlier);
    Map<String, SortedMap<String, Long>> after = distributions(later);
    List<Shift> shifts = new ArrayList<>();
    add(shifts, ALL, before, earlier.images(), after, later.images());
    Map<String, SortedMap<String, Long>> added = without(after, before);
    if (later.images() > earlier.images() && !added.isEmpty()) {
      add(shifts, NEW, before, earlier.images(), added, later.images() - earlier.images());
    }
    shifts.sort(Comparator.comparingDouble(Shift::index).reversed());
    return shifts;
  }

  private static void add(
      List<Shift> shifts,
      String part,
      Map<String, SortedMap<String, Long>> before,
      long imagesBefore,
      Map<String, SortedMap<String, Long>> after,
      long imagesAfter) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      SortedMap<String, Long> p = before.getOrDefault(name, new TreeMap<>());
      SortedMap<String, Long> q = after.getOrDefault(name, new TreeMap<>());
      shifts.add(new Shift(name, part, index(p, imagesBefore, q, imagesAfter)));
    }
  }

  /** The later counts less the earlier ones; empty if one would be negative. */
  private static Map<String, SortedMap<String, Long>> without(
      Map<String, SortedMap<String, Long>> all, Map<String, SortedMap<String, Long>> part) {
    Map<String, SortedMap<String, Long>> rest = new LinkedHashMap<>();
    all.forEach((name, counts) -> rest.put(name, new TreeMap<>(counts)));
    for (Map.Entry<String, SortedMap<String, Long>> one : part.entrySet()) {
      SortedMap<String, Long> left = rest.getOrDefault(one.getKey(), new TreeMap<>());
      for (Map.Entry<String, Long> count : one.getValue().entrySet()) {
        long remaining = left.getOrDefault(count.getKey(), 0L) - count.getValue();
        if (remaining < 0) {
          return Map.of();
        }
        left.put(count.getKey(), remaining);
      }
    }
    return rest;
  }

  /**
   * The index of one distribution.
   *
   * @param n images behind {@code before}: pixels of one image are no independent witnesses
   * @param m images behind {@code after}
   */
  static double index(
      SortedMap<String, Long> before, long n, SortedMap<String, Long> after, long m) {
    double all = before.values().stream().mapToLong(Long::longValue).sum();
    double allAfter = after.values().stream().mapToLong(Long::longValue).sum();
    if (all == 0 && allAfter == 0) {
      return 0;
    }
    TreeSet<String> parts = new TreeSet<>(before.keySet());
    parts.addAll(after.keySet());
    double least = Math.max(LEAST, 0.5 / Math.max(1, n));
    double leastAfter = Math.max(LEAST, 0.5 / Math.max(1, m));
    double index = 0;
    for (String part : parts) {
      double p = Math.max(least, all == 0 ? 0 : before.getOrDefault(part, 0L) / all);
      double q = Math.max(leastAfter, allAfter == 0 ? 0 : after.getOrDefault(part, 0L) / allAfter);
      index += (q - p) * Math.log(q / p);
    }
    int freedom = parts.size() - 1;
    double chance =
        (freedom + MOST * Math.sqrt(2 * freedom)) * (1.0 / Math.max(1, n) + 1.0 / Math.max(1, m));
    return Math.max(0, index - chance);
  }

  private static Map<String, SortedMap<String, Long>> distributions(DatasetStatistics statistics) {
    Map<String, SortedMap<String, Long>> all = new TreeMap<>();
    statistics
        .values()
        .kinds()
        .forEach(
            (kind, channels) -> {
              for (int c = 0; c < channels.size(); c++) {
                all.put("channel %d (%s)".formatted(c, kind), histogram(channels.get(c)));
              }
            });
    put(all, "class of image", statistics.labels());
    put(all, "size", statistics.sizes());
    SortedMap<String, Long> brightness = counts(statistics.colours().brightness(), BRIGHTNESSES);
    if (!brightness.isEmpty()) {
      all.put("brightness", brightness);
    }
    SortedMap<String, Long> hue = counts(statistics.colours().hues(), ColourBalance.HUES);
    if (statistics.colours().pixels() > 0) {
      hue.put("dark", statistics.colours().dark());
      hue.put("grey", statistics.colours().grey());
      all.put("hue", hue);
    }
    SortedMap<String, Long> classes = new TreeMap<>();
    statistics
        .classes()
        .shares()
        .forEach((value, share) -> classes.put(value.toString(), share.pixels()));
    if (!classes.isEmpty()) {
      all.put("class of pixel", classes);
    }
    return all;
  }

  private static void put(
      Map<String, SortedMap<String, Long>> all, String name, Occurrences<?> occurrences) {
    SortedMap<String, Long> counts = new TreeMap<>();
    occurrences.counts().forEach((thing, count) -> counts.put(thing.toString(), count));
    if (!counts.isEmpty()) {
      all.put(name, counts);
    }
  }

  private static SortedMap<String, Long> counts(long[] occurrences, int parts) {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (int i = 0; i < occurrences.length; i++) {
      if (occurrences[i] > 0) {
        counts.merge(Integer.toString(i * parts / occurrences.length), occurrences[i], Long::sum);
      }
    }
    return counts;
  }

  /** The grid of 8-bit values in {@value #PARTS} parts; that of other values as it is. */
  private static SortedMap<String, Long> histogram(ValueStatistics channel) {
    SortedMap<String, Long> parts = new TreeMap<>();
    boolean bytes = channel instanceof ByteStatistics;
    channel
        .histogram()
        .forEach(
            (lower, count) ->
                parts.merge(
                    Double.toString(bytes ? Math.floor(lower * PARTS / 256) : lower),
                    count,
                    Long::sum));
    return parts;
  }
}
