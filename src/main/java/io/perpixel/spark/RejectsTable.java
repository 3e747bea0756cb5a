package io.perpixel.spark;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The table of what a pass could not use: {@code id}, {@code stage}, {@code reason}. */
final class RejectsTable {
  /** In order of id, as long as one task can sort them; the reason ends ties. */
  private static final long ROWS_PER_FILE = 1_000_000;

  private final SparkSession spark;
  private final Configuration conf;
  private final Path directory;

  RejectsTable(SparkSession spark, Path directory) {
    this.spark = spark;
    this.conf = spark.sparkContext().hadoopConfiguration();
    this.directory = directory;
  }

  /**
   * Replaces the table.
   *
   * @param staged of this directory, not committed yet
   * @param found the rejects, not computed yet
   * @param counts of the pass, which has found so many
   * @throws IllegalStateException if some were lost or came twice
   */
  void write(StagedDirectory staged, Dataset<Row> found, TableRecord record, Counts counts)
      throws IOException {
    TableRows table = new TableRows(sorted(found, counts).toJavaRDD(), Reject.schema());
    if (ObjectStore.is(directory)) {
      try (InPlaceTable place = new InPlaceTable(directory, spark)) {
        List<DataFile> files = place.add(table, DataFiles.names(place.before()), () -> {});
        place.commit(record, state(counts, files), Map.of());
      }
      return;
    }
    table.write(staged.path(), spark);
    record.write(staged.path(), state(counts, DataFiles.staged(staged.path(), spark)), conf);
    staged.commit();
  }

  private static Dataset<Row> sorted(Dataset<Row> found, Counts counts) {
    int files = Math.toIntExact(1 + counts.rejected() / ROWS_PER_FILE);
    Dataset<Row> divided =
        files == 1
            ? found.coalesce(1)
            : found.repartitionByRange(files, functions.col("id"), functions.col("stage"));
    return divided.sortWithinPartitions("id", "stage", "reason");
  }

  private static TableState state(Counts counts, List<DataFile> files) {
    long rows = files.stream().mapToLong(DataFile::rows).sum();
    if (rows != counts.rejected()) {
      throw new IllegalStateException(
          "%d rows were rejected, but the table of rejects has %d: rows were lost or came twice"
              .formatted(counts.rejected(), rows));
    }
    return new TableState(counts, files, Optional.empty());
  }

  /**
   * What the pass with a key rejected, not computed yet; empty if the table that is there is
   * another's.
   *
   * @param key of the pass's {@link TableRecord}
   */
  Optional<Dataset<Row>> of(String key) throws IOException {
    Optional<TableRecord.Committed> committed = TableRecord.committed(directory, conf);
    if (committed.isEmpty() || !committed.get().key().equals(key)) {
      return Optional.empty();
    }
    String[] files = DataFiles.paths(directory, committed.get().files());
    return files.length == 0
        ? Optional.empty()
        : Optional.of(spark.read().schema(Reject.schema()).parquet(files));
  }
}
