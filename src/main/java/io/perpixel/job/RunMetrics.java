package io.perpixel.job;

import io.perpixel.report.PrometheusText;
import io.perpixel.spark.FileStore;
import io.perpixel.spark.MetricsSource;
import io.perpixel.train.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run of a command tells an operator: while it runs, as a source of Spark's metrics system;
 * when it ends, as a file for Prometheus.
 */
final class RunMetrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunMetrics.class);
  private static final String PREFIX = "perpixel_";
  private static final String SUCCESS = PREFIX + "last_success_timestamp_seconds";
  private static final int LONGEST_NAME = 60;

  private final String command;
  private final PrometheusText labelled;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Instant started = Instant.now();
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private MetricsSource source;

  private record Figure(
      String name, String help, Map<String, String> labels, DoubleSupplier value) {
    /** As Spark's metrics system calls it: in words, some of which may be cut off. */
    String key() {
      List<String> words = new ArrayList<>(List.of(name));
      labels.values().stream().map(RunMetrics::word).forEach(words::add);
      return String.join(".", words);
    }
  }

  RunMetrics(String command, Map<String, String> labels) {
    this.command = command;
    this.labels.put("command", command);
    this.labels.putAll(labels);
    this.labelled = new PrometheusText(this.labels);
    figure("run_seconds", "Duration of the run.", () -> seconds());
  }

  /** Shows the figures in Spark's metrics system from now on; there has to be a session. */
  synchronized void publish() {
    source = MetricsSource.register(word(command));
    figures.values().forEach(this::publish);
  }

  private void publish(Figure figure) {
    source.gauge(figure.key(), figure.value());
  }

  /** Adds a figure, unless it is there. */
  void figure(String name, String help, DoubleSupplier value) {
    figure(name, help, Map.of(), value);
  }

  /**
   * Adds one of several figures of a name, unless it is there.
   *
   * @param value asked at any time, from any thread
   */
  synchronized void figure(
      String name, String help, Map<String, String> more, DoubleSupplier value) {
    Figure figure = new Figure(name, help, more, value);
    if (figures.putIfAbsent(name + new TreeMap<>(more), figure) == null && source != null) {
      publish(figure);
    }
  }

  /** As names in metrics systems are: Spark's servlet makes underscores of all but these anyway. */
  private static String word(String text) {
    String word = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String trimmed = word.replaceAll("^_|_$", "");
    return trimmed.substring(0, Math.min(LONGEST_NAME, trimmed.length()));
  }

  /** Since the run began. */
  double seconds() {
    return Duration.between(started, Instant.now()).toMillis() / 1000.0;
  }

  /** Replaces the file; if that fails, it is only logged: what the command made is there. */
  void write(String file, int exitCode) {
    try {
      Configuration conf = SparkHadoopUtil.get().newConfiguration(new SparkConf());
      byte[] text = text(exitCode, earlier(file, conf)).getBytes(StandardCharsets.UTF_8);
      FileStore.replace(file, Content.of(text), conf);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("--metrics {}: not written: {}", file, e.toString());
    }
  }

  private static String earlier(String file, Configuration conf) {
    try {
      return new String(FileStore.read(file, conf), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * The file's content.
   *
   * @param earlier its content so far: a run that fails does not forget when the last one succeeded
   */
  synchronized String text(int exitCode, String earlier) {
    double now = Instant.now().getEpochSecond();
    PrometheusText text = new PrometheusText(labels);
    for (Figure figure : figures.values()) {
      text.add(
          PREFIX + figure.name(), figure.help(), figure.labels(), figure.value().getAsDouble());
    }
    text.add(PREFIX + "exit_code", "Exit code of the last run: 0 is success.", exitCode);
    text.add(PREFIX + "last_run_timestamp_seconds", "When the last run ended.", now);
    OptionalDouble success =
        exitCode == ExitCode.OK ? OptionalDouble.of(now) : labelled.valueIn(earlier, SUCCESS);
    success.ifPresent(time -> text.add(SUCCESS, "When a run last ended with exit code 0.", time));
    return text.toString();
  }

  @Override
  public synchronized void close() {
    if (source != null) {
      source.close();
      source = null;
    }
  }
}
