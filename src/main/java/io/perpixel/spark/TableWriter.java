package io.perpixel.spark;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    if (!empty
        && TableRecord.committed(directory, conf).isEmpty()
        && !InPlaceTable.isUnfinished(directory, conf)) {
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
    if (ObjectStore.is(output)) {
      return writeInPlace(rows, tally, record, attachments);
    }
    return write(
        directory -> {
          large(rows).parquet(directory.toString());
          return Written.table(DataFiles.counted(DataFiles.in(directory, conf), spark));
        },
        tally,
        record,
        attachments);
  }

  /** What fills a directory that does not exist yet. */
  interface Content {
    Written writeTo(Path directory) throws IOException;
  }

  /**
   * What a directory was filled with.
   *
   * @param rows how many
   * @param files that hold them, if it is a table
   */
  record Written(long rows, List<DataFile> files) {
    static Written table(List<DataFile> files) {
      return new Written(files.stream().mapToLong(DataFile::rows).sum(), files);
    }
  }

  /** Runs a pass that writes something else than a table, and commits it in the same way. */
  Counts write(Content content, Tally tally, TableRecord record, Map<String, byte[]> attachments)
      throws IOException {
    try (StagedDirectory table = new StagedDirectory(output, conf)) {
      Written written = content.writeTo(table.path());
      List<Reject> found = tally.rejects();
      Counts counts = new Counts(tally.readCount(), written.rows(), found.size());
      writeRejects(found, record, counts);
      requireBudget(counts, found);
      for (Map.Entry<String, byte[]> attachment : attachments.entrySet()) {
        HadoopFiles.overwrite(
            new Path(table.path(), attachment.getKey()), attachment.getValue(), conf);
      }
      record.write(table.path(), counts, written.files(), conf);
      table.commit();
      warn(found);
      return counts;
    }
  }

  /** Where directories cannot be renamed at once. */
  private Counts writeInPlace(
      Dataset<Row> rows, Tally tally, TableRecord record, Map<String, byte[]> attachments)
      throws IOException {
    try (InPlaceTable table = new InPlaceTable(output, spark)) {
      Set<String> obsolete =
          table.before().stream().map(DataFile::name).collect(Collectors.toSet());
      List<DataFile> files = table.add(rows, obsolete, () -> requireBudget(tally, record));
      List<Reject> found = tally.rejects();
      Counts counts = new Counts(tally.readCount(), Written.table(files).rows(), found.size());
      writeRejects(found, record, counts);
      table.commit(record, counts, files, attachments);
      warn(found);
      return counts;
    }
  }

  private void warn(List<Reject> found) {
    if (!found.isEmpty()) {
      LOG.warn("{} rows rejected, see {}; the first: {}", found.size(), rejects, found.get(0));
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

  private void writeRejects(List<Reject> found, TableRecord record, Counts counts)
      throws IOException {
    List<Row> rows = found.stream().map(Reject::toRow).toList();
    Dataset<Row> table = spark.createDataFrame(rows, Reject.schema()).coalesce(1);
    if (ObjectStore.is(rejects)) {
      try (InPlaceTable place = new InPlaceTable(rejects, spark)) {
        Set<String> obsolete =
            place.before().stream().map(DataFile::name).collect(Collectors.toSet());
        List<DataFile> files = place.add(table, obsolete, () -> {});
        place.commit(record, counts, files, Map.of());
      }
      return;
    }
    try (StagedDirectory place = new StagedDirectory(rejects, conf)) {
      table.write().parquet(place.path().toString());
      List<DataFile> files = DataFiles.counted(DataFiles.in(place.path(), conf), spark);
      record.write(place.path(), counts, files, conf);
      place.commit();
    }
  }

  /** Before anything becomes visible: what was read and not rejected was written. */
  private void requireBudget(Tally tally, TableRecord record) {
    List<Reject> found = tally.rejects();
    Counts counts = new Counts(tally.readCount(), tally.readCount() - found.size(), found.size());
    try {
      requireBudget(counts, found);
    } catch (BadDataException e) {
      try {
        writeRejects(found, record, counts);
      } catch (IOException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
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
