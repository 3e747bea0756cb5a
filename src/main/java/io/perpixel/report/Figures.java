package io.perpixel.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as people read them, the same in every locale. */
public final class Figures {
  private static final String NONE = "–";
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");
  private static final List<String> SHARES = List.of("accuracy", "mean_iou");

  /** Of one class among many, such as {@code iou_1} or {@code accuracy[label=7]}. */
  private static final Pattern OF_A_CLASS = Pattern.compile("iou_\\d+|.*\\[.*]");

  private Figures() {}

  /**
   * Four significant digits, whole numbers in full: 1.342, 285.4, 5000, 0.001. NaN, which is what
   * was never measured, is a dash.
   */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    double size = Math.abs(value);
    if (size < 1e-4 || size >= 1e7) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A fraction in 0..1 as a percentage with one decimal: 48.9 %. */
  public static String percent(double fraction) {
    return Double.isFinite(fraction)
        ? String.format(Locale.ROOT, "%.1f %%", fraction * 100)
        : number(fraction);
  }

  /** A speed or a count of things: 285, 1,109, 34.2. */
  public static String rate(double perSecond) {
    return Double.isFinite(perSecond)
        ? String.format(Locale.ROOT, Math.abs(perSecond) < 100 ? "%.1f" : "%,.0f", perSecond)
        : number(perSecond);
  }

  /** A size in decimal units, three digits: 512 B, 14.2 kB, 1.05 GB. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    // Not 1000: what would be rounded to that belongs to the next unit.
    while (Math.abs(value) >= 999.5 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    double size = Math.abs(value);
    String format = unit == 0 || size >= 99.95 ? "%.0f %s" : size >= 9.995 ? "%.1f %s" : "%.2f %s";
    return String.format(Locale.ROOT, format, value, UNITS.get(unit));
  }

  /** The two units that matter: 850 ms, 17.8 s, 4 min 10 s, 3 h 05 min. */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 0) {
      return "−" + duration(duration.negated());
    }
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 59_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = Math.round(millis / 1000.0);
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
  }

  /** Seconds as {@link #duration}; NaN and infinities as {@link #number}. */
  public static String seconds(double seconds) {
    return Double.isFinite(seconds)
        ? duration(Duration.ofMillis(Math.round(seconds * 1000)))
        : number(seconds);
  }

  /** A metric by its name: shares of pixels in percent, all others as numbers. */
  public static String metric(String name, double value) {
    String metric = name.replaceFirst("\\[.*", "");
    return SHARES.contains(metric) || metric.startsWith("iou_") ? percent(value) : number(value);
  }

  /** Whether a metric concerns one class: there may be many, too many for a line or a picture. */
  public static boolean isOfOneClass(String metric) {
    return OF_A_CLASS.matcher(metric).matches();
  }

  /** A metric's name as a heading: Accuracy; the short ones are abbreviations: CC. */
  public static String metricTitle(String name) {
    if (name.length() <= 4) {
      return name.toUpperCase(Locale.ROOT);
    }
    String words = name.replace('_', ' ').replace("iou", "IoU");
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
