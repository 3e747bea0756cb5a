package io.perpixel.spark;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a table, its rejects and its record: all of them, or no table.
 *
 * <p>Rejects are written also when they exceed the budget, for whoever has to find out why.
 */
public final class TableWriter {
  private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);
  private static final int SHOWN = 3;

  private final SparkSession spark;
  private final Configuration conf;
  private final Path output;
  private final Path rejects;
  private final double budget;

  /**
   * @param output directory of the table
   * @param rejects directory of the rejects, or empty for a sibling: the output's name and {@code
   *     -rejects}
   * @param budget share of the rows that may be rejected, 0 to 1
   * @throws IllegalArgumentException if a directory is taken by something else, or both are one
   */
  public TableWriter(SparkSession spark, String output, Optional<String> rejects, double budget)
      throws IOException {
    this.spark = spark;
    this.conf = spark.sparkContext().hadoopConfiguration();
    this.output = HadoopFiles.qualify(output, conf);
    this.rejects =
        rejects.isPresent()
            ? HadoopFiles.qualify(rejects.get(), conf)
            : this.output.suffix("-rejects");
    if (!(budget >= 0 && budget <= 1)) {
      throw new IllegalArgumentException(
          "a failure budget is a fraction from 0 to 1, not " + budget);
    }
    this.budget = budget;
    if (contains(this.output, this.rejects) || contains(this.rejects, this.output)) {
      throw new IllegalArgumentException(
          "output %s and rejects %s must be two separate directories"
              .formatted(output, this.rejects));
    }
    requireOurs(this.output);
    requireOurs(this.rejects);
  }

  /** A directory that we did not write is never replaced. */
  private void requireOurs(Path directory) throws IOException {
    FileSystem fs = directory.getFileSystem(conf);
    if (!fs.exists(directory)) {
      return;
    }
    boolean empty =
        fs.getFileStatus(directory).isDirectory() && fs.listStatus(directory).length == 0;
    if (!empty && TableRecord.committed(directory, conf).isEmpty()) {
      throw new IllegalArgumentException(
          "%s exists and has no %s, so it is not a table of ours to replace: choose another path or remove it"
              .formatted(directory, TableRecord.FILE));
    }
  }

  /**
   * Checks that an input is not about to be replaced, and that the output is not part of it.
   *
   * @throws IllegalArgumentException if one lies in the other
   */
  public void requireSeparate(String input) throws IOException {
    Path path = HadoopFiles.root(input, conf);
    for (Path written : List.of(output, rejects)) {
      if (contains(path, written) || contains(written, path)) {
        throw new IllegalArgumentException(
            "input %s and %s must not lie in one another".formatted(path, written));
      }
    }
  }

  private static boolean contains(Path outer, Path inner) {
    for (Path p = inner; p != null; p = p.getParent()) {
      if (p.equals(outer)) {
        return true;
      }
    }
    return false;
  }

  /** The counts of an earlier run with equal inputs, parameters and code, if its table is there. */
  public Optional<Counts> alreadyDone(TableRecord record) throws IOException {
    return TableRecord.committed(output, conf)
        .filter(committed -> committed.key().equals(record.key()))
        .map(TableRecord.Committed::counts);
  }

  /**
   * Runs the pass and commits it.
   *
   * @param rows the table, not computed yet; its last step counts in {@code tally}
   * @return what was read, written and rejected
   * @throws BadDataException if too much was rejected or nothing is left; no table is committed
   */
  public Counts write(Dataset<Row> rows, Tally tally, TableRecord record) throws IOException {
    return write(rows, tally, record, Map.of());
  }

  /**
   * Runs the pass and commits it with small files inside the table's directory.
   *
   * @param attachments contents by name; names start with {@code _}, so that Parquet readers pass
   *     them by
   */
  Counts write(Dataset<Row> rows, Tally tally, TableRecord record, Map<String, byte[]> attachments)
      throws IOException {
    return write(
        directory -> {
          large(rows).parquet(directory.toString());
          return spark.read().schema(rows.schema()).parquet(directory.toString()).count();
        },
        tally,
        record,
        attachments);
  }

  /** What fills a directory that does not exist yet; returns how many rows it wrote. */
  interface Content {
    long writeTo(Path directory) throws IOException;
  }

  /** Runs a pass that writes something else than a table, and commits it in the same way. */
  Counts write(Content content, Tally tally, TableRecord record, Map<String, byte[]> attachments)
      throws IOException {
    try (StagedDirectory table = new StagedDirectory(output, conf);
        StagedDirectory rejected = new StagedDirectory(rejects, conf)) {
      long written = content.writeTo(table.path());
      List<Reject> found = tally.rejects();
      Counts counts = new Counts(tally.readCount(), written, found.size());
      writeRejects(found, rejected.path());
      record.write(rejected.path(), counts, conf);
      rejected.commit();
      requireBudget(counts, found);
      for (Map.Entry<String, byte[]> attachment : attachments.entrySet()) {
        HadoopFiles.overwrite(
            new Path(table.path(), attachment.getKey()), attachment.getValue(), conf);
      }
      record.write(table.path(), counts, conf);
      table.commit();
      if (!found.isEmpty()) {
        LOG.warn("{} rows rejected, see {}; the first: {}", found.size(), rejects, found.get(0));
      }
      return counts;
    }
  }

  /**
   * Images and tensors are large and never repeat: no dictionaries, and a check of the page size at
   * every row, where Parquet's default of 100 rows lets a page of megapixels grow to gigabytes.
   */
  static DataFrameWriter<Row> large(Dataset<Row> rows) {
    return rows.write()
        .option("parquet.enable.dictionary#" + ImageTable.DATA, "false")
        .option("parquet.enable.dictionary#" + ImageTable.TARGET_PREFIX + ImageTable.DATA, "false")
        .option("parquet.enable.dictionary#" + FeatureTable.DATA, "false")
        .option("parquet.page.size.row.check.min", "1")
        .option("parquet.page.size.row.check.max", "16");
  }

  private void writeRejects(List<Reject> found, Path directory) {
    List<Row> rows = found.stream().map(Reject::toRow).toList();
    spark.createDataFrame(rows, Reject.schema()).coalesce(1).write().parquet(directory.toString());
  }

  private void requireBudget(Counts counts, List<Reject> found) {
    if (counts.read() == 0) {
      throw new BadDataException("nothing to write: the input has no rows; nothing was committed");
    }
    long foreseen = found.stream().filter(Reject::foreseen).count();
    boolean tooMany = counts.rejected() - foreseen > budget * (counts.read() - foreseen);
    if (tooMany || counts.written() == 0) {
      throw new BadDataException(
          "%s: %s; nothing was committed; all rejects are in %s, the first: %s"
              .formatted(
                  counts,
                  tooMany
                      ? "more than the failure budget of %s allows%s"
                          .formatted(
                              budget,
                              foreseen == 0
                                  ? ""
                                  : ", not counting %d that were foreseen".formatted(foreseen))
                      : "nothing is left to write",
                  rejects,
                  found.stream()
                      .sorted(Comparator.comparing(Reject::foreseen))
                      .limit(SHOWN)
                      .map(Reject::toString)
                      .toList()));
    }
  }
}
