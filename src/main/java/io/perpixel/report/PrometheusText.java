package io.perpixel.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Figures in Prometheus' text format, such as node_exporter's textfile collector reads it. All are
 * gauges: of a batch job, its last run is what there is to see.
 *
 * <pre>{@code
 * # HELP perpixel_rows_read Rows that the last run read.
 * # TYPE perpixel_rows_read gauge
 * perpixel_rows_read{command="preprocess",output="hdfs:///tensors"} 10000
 * }</pre>
 */
public final class PrometheusText {
  private final Map<String, String> labels;
  private final Map<String, StringBuilder> families = new LinkedHashMap<>();

  /**
   * Nothing yet.
   *
   * @param labels of every figure, in their order
   */
  public PrometheusText(Map<String, String> labels) {
    this.labels = new LinkedHashMap<>(labels);
  }

  /** Adds a figure. */
  public PrometheusText add(String name, String help, double value) {
    return add(name, help, Map.of(), value);
  }

  /**
   * Adds one of several figures of a name.
   *
   * @param name letters, digits and underscores
   * @param more labels that tell it from the others
   */
  public PrometheusText add(String name, String help, Map<String, String> more, double value) {
    StringBuilder family =
        families.computeIfAbsent(
            name,
            n ->
                new StringBuilder("# HELP %s %s\n".formatted(n, help.replace("\\", "\\\\")))
                    .append("# TYPE %s gauge\n".formatted(n)));
    family.append(series(name, more)).append(' ').append(number(value)).append('\n');
    return this;
  }

  private String series(String name, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.putAll(more);
    StringBuilder text = new StringBuilder(name);
    String separator = "{";
    for (Map.Entry<String, String> label : all.entrySet()) {
      text.append(separator).append(label.getKey()).append("=\"");
      text.append(escaped(label.getValue())).append('"');
      separator = ",";
    }
    return all.isEmpty() ? name : text.append('}').toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  /** What an earlier text says of a figure without labels of its own; empty if nothing. */
  public OptionalDouble valueIn(String earlier, String name) {
    String wanted = series(name, Map.of()) + " ";
    return earlier
        .lines()
        .filter(line -> line.startsWith(wanted))
        .mapToDouble(line -> parsed(line.substring(wanted.length())))
        .filter(value -> !Double.isNaN(value))
        .findFirst();
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Whole lines; the figures of a name together, as the format wants them. */
  @Override
  public String toString() {
    return String.join("", families.values());
  }
}
