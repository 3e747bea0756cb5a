package io.perpixel.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
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

  private final SparkSession spark;
  private final Configuration conf;
  private final Path output;
  private final Path rejects;
  private final FailureBudget budget;
  private DirectoryLocks locks;

  /**
   * @param output directory of the table
   * @param rejects directory of the rejects, or empty for a sibling: the output's name and {@code
   *     -rejects}
   * @param budget share of the rows that may be rejected, 0 to 1
   * @throws IllegalArgumentException if a directory is taken by something else or is all of a file
   *     system, or both are one
   */
  public TableWriter(SparkSession spark, String output, Optional<String> rejects, double budget)
      throws IOException {
    this.spark = spark;
    this.conf = spark.sparkContext().hadoopConfiguration();
    this.output = HadoopFiles.replaceable(output, conf);
    this.rejects =
        rejects.isPresent()
            ? HadoopFiles.replaceable(rejects.get(), conf)
            : this.output.suffix("-rejects");
    this.budget = new FailureBudget(budget, this.rejects);
    if (contains(this.output, this.rejects) || contains(this.rejects, this.output)) {
      throw new IllegalArgumentException(
          "output %s and rejects %s must be two separate directories"
              .formatted(output, this.rejects));
    }
    requireOurs(this.output);
    requireOurs(this.rejects);
  }

  /** Directory of the table. */
  public String output() {
    return output.toString();
  }

  /** Directory of the rejects. */
  public String rejects() {
    return rejects.toString();
  }

  /** A directory that we did not write is never replaced. */
  private void requireOurs(Path directory) throws IOException {
    if (!HadoopFiles.exists(directory, conf)) {
      return;
    }
    if (!HadoopFiles.isEmptyDirectory(directory, conf)
        && TableRecord.committed(directory, conf).isEmpty()
        && !InPlaceTable.isUnfinished(directory, conf)
        && !StagedDirectory.isUnfinished(directory, conf)) {
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

  /** What an earlier run left at the output. */
  Optional<TableRecord.Committed> committed() throws IOException {
    return TableRecord.committed(output, conf);
  }

  /** The counts of an earlier run with equal inputs, parameters and code, if its table is there. */
  public Optional<Counts> alreadyDone(TableRecord record) throws IOException {
    Optional<Counts> done =
        committed()
            .filter(committed -> committed.key().equals(record.key()))
            .map(TableRecord.Committed::counts);
    if (done.isPresent()) {
      removeLeftovers();
    }
    return done;
  }

  /**
   * A run may have been killed between its commit and the removal of what counts no more. Where
   * there is nothing to do, nothing is written either, not even a lock, unless there is something
   * to remove.
   */
  void removeLeftovers() throws IOException {
    boolean any = false;
    for (Path directory : List.of(output, rejects)) {
      any |=
          HadoopFiles.exists(DirectoryLock.file(directory), conf)
              || StagedDirectory.hasLeftovers(directory, conf)
              || InPlaceTable.hasLeftovers(directory, conf);
    }
    if (any) {
      exclusively(
          () -> {
            for (Path directory : List.of(output, rejects)) {
              StagedDirectory.removeLeftovers(directory, conf);
              new InPlaceTable(directory, spark).close();
            }
            return null;
          });
    }
  }

  /** Work that ends with a table written here. */
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does work while no other run can write the table or its rejects; nothing is written without.
   *
   * @throws DirectoryLockedException if another run is writing
   */
  <T> T exclusively(Work<T> work) throws IOException {
    try (DirectoryLocks taken = new DirectoryLocks(List.of(output, rejects), conf)) {
      locks = taken;
      taken.requireHeld();
      return work.run();
    } finally {
      locks = null;
    }
  }

  private void requireLock() throws IOException {
    if (locks == null) {
      throw new IllegalStateException("writing " + output + " without its lock");
    }
    locks.requireHeld();
  }

  /** What a pass that is to be written here counts in. */
  Tally tally() {
    String run = StagedDirectory.newRun();
    return new Tally(spark, run, StagedDirectory.scratch(rejects, run));
  }

  /**
   * Runs the pass and commits it.
   *
   * @param rows the table, not computed yet; its last step counts in {@code tally}
   * @param tally from {@link #tally}
   * @param extras small files inside the table's directory
   * @return what was read, written and rejected
   * @throws BadDataException if too much was rejected or nothing is left; no table is committed
   */
  WrittenTable write(TableRows rows, Tally tally, TableRecord record, TableExtras extras)
      throws IOException {
    if (ObjectStore.is(output)) {
      return writeInPlace(rows, tally, record, extras);
    }
    return write(
        directory -> {
          rows.write(directory.path(), spark);
          return Written.table(DataFiles.staged(directory.path(), spark));
        },
        tally,
        record,
        extras);
  }

  /** What fills a directory that does not exist yet. */
  interface Content {
    Written writeTo(StagedDirectory directory) throws IOException;
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
  WrittenTable write(Content content, Tally tally, TableRecord record, TableExtras extras)
      throws IOException {
    try (StagedDirectory table = new StagedDirectory(output, conf);
        RejectsOfPass found = rejects(tally, CarriedRejects.NONE)) {
      Written written = content.writeTo(table);
      requireLock();
      Counts counts = new Counts(tally.readCount(), written.rows(), found.summary().total());
      found.write(record, counts);
      budget.require(counts, found.summary());
      for (Map.Entry<String, byte[]> file : extras.files().entrySet()) {
        HadoopFiles.overwrite(new Path(table.path(), file.getKey()), file.getValue(), conf);
      }
      record.write(table.path(), extras.state(counts, written.files()), conf);
      requireLock();
      table.commit();
      return done(counts, found.summary(), written.files());
    }
  }

  /** Where directories cannot be renamed at once. */
  private WrittenTable writeInPlace(
      TableRows rows, Tally tally, TableRecord record, TableExtras extras) throws IOException {
    try (InPlaceTable table = new InPlaceTable(output, spark);
        RejectsOfPass found = rejects(tally, CarriedRejects.NONE)) {
      Supplier<Counts> expected =
          () -> {
            long rejected = found.summary().total();
            return new Counts(tally.readCount(), tally.readCount() - rejected, rejected);
          };
      List<DataFile> files =
          table.add(
              rows, DataFiles.names(table.before()), () -> require(expected.get(), found, record));
      Counts counts =
          new Counts(tally.readCount(), Written.table(files).rows(), found.summary().total());
      found.write(record, counts);
      requireLock();
      table.commit(record, extras.state(counts, files), extras.files());
      return done(counts, found.summary(), files);
    }
  }

  /** The rejects of the run that wrote what is at the output, if they are there. */
  Optional<Dataset<Row>> rejectsOf(TableRecord.Committed committed) throws IOException {
    return new RejectsTable(spark, rejects).of(committed.key());
  }

  /**
   * What a table was made of.
   *
   * @param state of the table at the output, which has a list of its sources
   */
  SourceUnits sources(TableState state) throws IOException {
    Path file = new Path(output, state.sources().orElseThrow());
    try {
      byte[] bytes = HadoopFiles.read(file, conf);
      return sources(bytes, file);
    } catch (FileNotFoundException e) {
      FileNotFoundException missing = new FileNotFoundException(useless(file, "is not there"));
      missing.initCause(e);
      throw missing;
    }
  }

  private static SourceUnits sources(byte[] bytes, Path file) throws IOException {
    try {
      return SourceUnits.fromBytes(bytes);
    } catch (IOException e) {
      throw new IOException(useless(file, "cannot be read (" + e + ")"), e);
    }
  }

  private static String useless(Path file, String problem) {
    return "%s, which lists what the table was made of, %s: put it back, or remove the table, and all of it is made anew"
        .formatted(file, problem);
  }

  /**
   * What the table at the output was made of, if that is there, and was made of {@code input}.
   *
   * @param input as the user gave it
   */
  Optional<SourceUnits> sourcesOf(String input) throws IOException {
    Optional<TableState> state =
        committed()
            .filter(made -> made.inputs().equals(List.of(input)))
            .map(TableRecord.Committed::state)
            .filter(made -> made.sources().isPresent());
    return state.isEmpty() ? Optional.empty() : Optional.of(sources(state.get()));
  }

  /** The rows of a table that stay when units of its source are gone. */
  CarriedRows carried(TableRecord.Committed committed, Set<String> gone) {
    return new CarriedRows(spark, output, committed.files(), gone);
  }

  /**
   * Changes the table that is there.
   *
   * @param rows those to add, not computed yet; empty if there are none
   * @param carried what stays
   * @param carriedRejects rejects that stay
   * @return what a run from nothing would have read, written and rejected
   * @throws BadDataException if too much was rejected or nothing is left; the old table stays
   */
  WrittenTable update(
      Optional<TableRows> rows,
      Tally tally,
      CarriedRows carried,
      CarriedRejects carriedRejects,
      TableRecord record,
      TableExtras extras)
      throws IOException {
    try (InPlaceTable table = new InPlaceTable(output, spark);
        RejectsOfPass found = rejects(tally, carriedRejects)) {
      Set<String> obsolete = DataFiles.names(table.before());
      obsolete.removeAll(DataFiles.names(carried.kept()));
      Supplier<Counts> expected =
          () -> {
            long old = Written.table(carried.kept()).rows() + carried.copied();
            long fresh = tally.readCount() - tally.rejects().total();
            long bad = found.summary().total();
            return new Counts(old + fresh + bad, old + fresh, bad);
          };
      List<DataFile> files = new ArrayList<>(carried.kept());
      if (rows.isPresent()) {
        files.addAll(table.add(rows.get(), obsolete, () -> require(expected.get(), found, record)));
      } else {
        require(expected.get(), found, record);
      }
      Counts wanted = expected.get();
      Counts counts = new Counts(wanted.read(), Written.table(files).rows(), wanted.rejected());
      found.write(record, counts);
      requireLock();
      table.commit(record, extras.state(counts, files), extras.files());
      return done(counts, found.summary(), files);
    }
  }

  private RejectsOfPass rejects(Tally tally, CarriedRejects carried) throws IOException {
    return new RejectsOfPass(spark, rejects, tally, carried);
  }

  private WrittenTable done(Counts counts, RejectSummary found, List<DataFile> files) {
    if (found.total() > 0) {
      LOG.warn("{} rows rejected, see {}; first: {}", found.total(), rejects, found.first());
    }
    long bytes = files.stream().mapToLong(DataFile::bytes).sum();
    return new WrittenTable(counts, found, files.size(), bytes);
  }

  /** Before anything becomes visible; the rejects are written all the same. */
  private void require(Counts counts, RejectsOfPass found, TableRecord record) throws IOException {
    requireLock();
    try {
      budget.require(counts, found.summary());
    } catch (BadDataException e) {
      try {
        found.write(record, counts);
      } catch (IOException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
  }
}
