package io.perpixel.spark;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * All rejects of a table that a pass writes: those carried over, and those of its {@link Tally}.
 * The files of the tally are there while this is open.
 */
final class RejectsOfPass implements AutoCloseable {
  private final SparkSession spark;
  private final Tally tally;
  private final CarriedRejects carried;
  private final RejectsTable table;
  private final StagedDirectory staged;

  /**
   * Makes room for the tally's files; before the pass.
   *
   * @param directory of the table of rejects
   */
  RejectsOfPass(SparkSession spark, Path directory, Tally tally, CarriedRejects carried)
      throws IOException {
    this.spark = spark;
    this.tally = tally;
    this.carried = carried;
    this.table = new RejectsTable(spark, directory);
    this.staged =
        new StagedDirectory(
            directory, tally.run(), TableRecord.FILE, spark.sparkContext().hadoopConfiguration());
  }

  /** After the pass. */
  RejectSummary summary() {
    RejectSummary all = tally.rejects();
    all.merge(carried.summary());
    return all;
  }

  /** Replaces the table of rejects, also when there are too many: somebody has to find out why. */
  void write(TableRecord record, Counts counts) throws IOException {
    Dataset<Row> fresh = tally.rejectRows(spark);
    table.write(staged, carried.rows().map(fresh::union).orElse(fresh), record, counts);
  }

  @Override
  public void close() throws IOException {
    staged.close();
  }
}
