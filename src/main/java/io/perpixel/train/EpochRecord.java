package io.perpixel.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one epoch measured: one line of {@code history.jsonl}.
 *
 * @param epoch 1 for the first
 * @param trainLoss mean loss over the epoch's training examples; NaN where it is not a number
 * @param validationLoss mean loss over the validation set after the epoch; NaN likewise
 * @param metrics the task's own numbers by name, such as {@code accuracy} in 0..1; any number of
 *     them, in the order to show
 * @param imagesPerSecond training throughput, validation not counted
 * @param seconds wall-clock time of the whole epoch, validation included
 * @param learningRate step size in use at the end of the epoch
 */
public record EpochRecord(
    int epoch,
    double trainLoss,
    double validationLoss,
    Map<String, Double> metrics,
    double imagesPerSecond,
    double seconds,
    double learningRate) {

  private static final List<String> OWN_KEYS =
      List.of(
          "epoch",
          "train_loss",
          "validation_loss",
          "images_per_second",
          "seconds",
          "learning_rate");

  /**
   * Copies {@code metrics}.
   *
   * @throws IllegalArgumentException if the epoch is below 1, or a metric has an empty name or the
   *     name of one of the other keys
   */
  public EpochRecord {
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch " + epoch + ": epochs count from 1");
    }
    for (Map.Entry<String, Double> metric : metrics.entrySet()) {
      if (metric.getKey() == null || metric.getKey().isBlank() || metric.getValue() == null) {
        throw new IllegalArgumentException(
            "metric \"" + metric.getKey() + "\" = " + metric.getValue() + ": needs name and value");
      }
      if (OWN_KEYS.contains(metric.getKey())) {
        throw new IllegalArgumentException(
            "metric \"" + metric.getKey() + "\": the history has a key of that name already");
      }
    }
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** The metric of that name, NaN if this epoch has none. */
  public double metric(String name) {
    return metrics.getOrDefault(name, Double.NaN);
  }

  /** One line of JSON without line break; see {@link Json} for NaN and infinities. */
  public String toJson() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", epoch);
    line.put("train_loss", trainLoss);
    line.put("validation_loss", validationLoss);
    line.putAll(metrics);
    line.put("images_per_second", imagesPerSecond);
    line.put("seconds", seconds);
    line.put("learning_rate", learningRate);
    return Json.line(line);
  }

  /**
   * Reads what {@link #toJson} wrote. Numbers that are absent or null are NaN; every number under a
   * key that is not one of ours is a metric.
   *
   * @throws IllegalArgumentException naming the key that is not a number
   */
  static EpochRecord fromJson(JsonNode json) {
    JsonNode epoch = json.path("epoch");
    if (!epoch.isInt()) {
      throw new IllegalArgumentException("\"epoch\": expected a whole number, found " + epoch);
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    json.fieldNames()
        .forEachRemaining(
            key -> {
              if (!OWN_KEYS.contains(key)) {
                metrics.put(key, number(json, key));
              }
            });
    return new EpochRecord(
        epoch.intValue(),
        number(json, "train_loss"),
        number(json, "validation_loss"),
        metrics,
        number(json, "images_per_second"),
        number(json, "seconds"),
        number(json, "learning_rate"));
  }

  private static double number(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Double.NaN;
    }
    if (!value.isNumber()) {
      throw new IllegalArgumentException("\"" + key + "\": expected a number, found " + value);
    }
    return value.doubleValue();
  }
}
