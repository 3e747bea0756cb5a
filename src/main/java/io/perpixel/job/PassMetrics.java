package io.perpixel.job;

import io.perpixel.spark.RejectSummary;
import io.perpixel.spark.Tally;
import io.perpixel.spark.WrittenTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of a pass that reads images and writes a table. */
final class PassMetrics {
  private final RunMetrics metrics;
  private final Tally tally;

  /** Shows them from now on. */
  PassMetrics(RunMetrics metrics, Tally tally) {
    this.metrics = metrics;
    this.tally = tally;
    metrics.figure("rows_read", "Rows that the run read.", tally::readCount);
    metrics.figure("bytes_read", "Bytes of what these were decoded from.", tally::bytesRead);
    metrics.figure("rows_rejected", "Rows that the run rejected.", () -> tally.rejects().total());
    metrics.publish();
  }

  /** Tells reasons apart that have turned up since. */
  void refresh() {
    for (RejectSummary.Kind kind : tally.rejects().kinds().keySet()) {
      metrics.figure(
          "rows_rejected_by_reason",
          "Rows that the run rejected, by stage and reason.",
          labels(kind),
          () -> tally.rejects().kinds().getOrDefault(kind, 0L));
    }
  }

  /** In this order, whatever the JVM. */
  private static Map<String, String> labels(RejectSummary.Kind kind) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("stage", kind.stage());
    labels.put("reason", kind.reason());
    return labels;
  }

  /** The table, once it is there. */
  void committed(WrittenTable table) {
    metrics.figure("table_rows", "Rows of the table.", () -> table.counts().written());
    metrics.figure("table_rejects", "Rows of its rejects.", () -> table.counts().rejected());
    metrics.figure("table_files", "Data files of the table.", table::files);
    metrics.figure("table_bytes", "Bytes of these files.", table::bytes);
  }
}
