package io.perpixel.job;

import io.perpixel.spark.RunDirectory;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.History;
import io.perpixel.train.Json;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Provenance;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a finished run leaves besides its checkpoints. */
final class RunResults {
  /** Single epochs scatter by points; the median of the last five is the figure to compare by. */
  static final int WINDOW = 5;

  private RunResults() {}

  /**
   * Writes model, metrics, report and, last, the provenance that says that the run has finished.
   *
   * @param validationSplit the split that the history's validation figures are of
   */
  static void write(
      RunDirectory directory,
      ModelFile model,
      History history,
      String validationSplit,
      Provenance.Builder running,
      ReportWriter report)
      throws IOException {
    directory.write(EarlierRun.MODEL, model.checkpoint());
    directory.write("metrics.json", Json.pretty(metrics(model.epochs(), history, validationSplit)));
    Provenance provenance =
        running.finished(Instant.now()).parametersSha256(model.parametersSha256()).build();
    report.write(provenance);
    directory.write(EarlierRun.PROVENANCE, provenance.toJson());
  }

  /** Writes the page of the task. */
  interface ReportWriter {
    void write(Provenance provenance) throws IOException;
  }

  private static Map<String, Object> metrics(int epoch, History history, String validationSplit) {
    EpochRecord kept = history.at(epoch);
    Map<String, Object> median = new LinkedHashMap<>();
    median.put("validation_loss", history.medianOfLast(WINDOW, EpochRecord::validationLoss));
    kept.metrics()
        .keySet()
        .forEach(name -> median.put(name, history.medianOfLast(WINDOW, e -> e.metric(name))));
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("epochs", history.last().epoch());
    metrics.put("model_epoch", kept.epoch());
    metrics.put("train_loss", kept.trainLoss());
    metrics.put("validation_loss", kept.validationLoss());
    metrics.putAll(kept.metrics());
    metrics.put("validation_split", validationSplit);
    metrics.put("median_of_last_" + WINDOW, median);
    metrics.put("images_per_second", history.medianOfLast(WINDOW, EpochRecord::imagesPerSecond));
    return metrics;
  }
}
