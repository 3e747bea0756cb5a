package io.perpixel.spark;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The table of what a pass could not use: {@code id}, {@code stage}, {@code reason}. */
final class RejectsTable {
  private final SparkSession spark;
  private final Path directory;

  RejectsTable(SparkSession spark, Path directory) {
    this.spark = spark;
    this.directory = directory;
  }

  /** Replaces the table. */
  void write(List<Reject> found, TableRecord record, Counts counts) throws IOException {
    List<Row> rows = found.stream().map(Reject::toRow).toList();
    Dataset<Row> table = spark.createDataFrame(rows, Reject.schema()).coalesce(1);
    if (ObjectStore.is(directory)) {
      try (InPlaceTable place = new InPlaceTable(directory, spark)) {
        List<DataFile> files = place.add(table, DataFiles.names(place.before()), () -> {});
        place.commit(record, new TableState(counts, files, Optional.empty()), Map.of());
      }
      return;
    }
    try (StagedDirectory place =
        new StagedDirectory(directory, spark.sparkContext().hadoopConfiguration())) {
      table.write().parquet(place.path().toString());
      List<DataFile> files = DataFiles.staged(place.path(), spark);
      record.write(
          place.path(),
          new TableState(counts, files, Optional.empty()),
          spark.sparkContext().hadoopConfiguration());
      place.commit();
    }
  }

  /**
   * What the pass with a key rejected; empty if the table that is there is another's.
   *
   * @param key of the pass's {@link TableRecord}
   */
  Optional<List<Reject>> of(String key) throws IOException {
    Optional<TableRecord.Committed> committed =
        TableRecord.committed(directory, spark.sparkContext().hadoopConfiguration());
    if (committed.isEmpty() || !committed.get().key().equals(key)) {
      return Optional.empty();
    }
    String[] files = DataFiles.paths(directory, committed.get().files());
    if (files.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        spark.read().schema(Reject.schema()).parquet(files).collectAsList().stream()
            .map(row -> new Reject(row.getString(0), row.getString(1), row.getString(2)))
            .toList());
  }
}
