package io.perpixel.spark;

import io.perpixel.train.Content;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a table without moving a file of it: new files, which never have the name of an old one,
 * come to lie beside the old; then one small object, the {@link TableRecord}, is replaced and with
 * it the list of the files that count; then files that count no more go. Readers of the record see
 * the old table or the new one.
 *
 * <p>A {@link WriterMark} lies in the directory from the moment before the first new file appears
 * until the last old one is gone: a killed run's files are removed by the next run.
 */
final class InPlaceTable implements AutoCloseable {
  /** Begins the names of marks; the underscore makes Parquet readers pass them by. */
  static final String MARK = "_writing-";

  private static final Logger LOG = LoggerFactory.getLogger(InPlaceTable.class);

  private final SparkSession spark;
  private final Configuration conf;
  private final Path directory;
  private final FileSystem fs;
  private final List<DataFile> before;
  private final boolean existed;
  private final List<DataFile> added = new ArrayList<>();
  private WriterMark mark;
  private boolean committed;
  private boolean tidy;

  /** Removes what killed runs left. */
  InPlaceTable(Path directory, SparkSession spark) throws IOException {
    this.spark = spark;
    this.conf = spark.sparkContext().hadoopConfiguration();
    this.directory = directory;
    this.fs = directory.getFileSystem(conf);
    Optional<TableRecord.Committed> record = TableRecord.committed(directory, conf);
    this.existed = record.isPresent();
    this.before = existed ? listed(record.get()) : List.of();
    removeLeftovers();
  }

  /** Tables of before there were lists of files consist of all that is there. */
  private List<DataFile> listed(TableRecord.Committed record) throws IOException {
    List<DataFile> files = new ArrayList<>(record.files());
    if (files.isEmpty()) {
      for (FileStatus file : DataFiles.in(directory, conf)) {
        files.add(new DataFile(file.getPath().getName(), 0, file.getLen()));
      }
    }
    return files;
  }

  /**
   * Whether a directory without a record is one that a run is filling, or was when it was killed.
   */
  static boolean isUnfinished(Path directory, Configuration conf) throws IOException {
    return !marks(directory, conf).isEmpty() && TableRecord.committed(directory, conf).isEmpty();
  }

  /** Whether a run has left something in a table, or is busy with it. */
  static boolean hasLeftovers(Path directory, Configuration conf) throws IOException {
    return !marks(directory, conf).isEmpty();
  }

  private static List<FileStatus> marks(Path directory, Configuration conf) throws IOException {
    return named(MARK, directory, conf);
  }

  /** Files of the directory whose names begin so. */
  private static List<FileStatus> named(String prefix, Path directory, Configuration conf)
      throws IOException {
    try {
      return Arrays.stream(directory.getFileSystem(conf).listStatus(directory))
          .filter(file -> file.getPath().getName().startsWith(prefix))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private void removeLeftovers() throws IOException {
    for (FileStatus file : marks(directory, conf)) {
      Optional<WriterMark> dead = WriterMark.dead(file, conf);
      if (dead.isPresent()) {
        remove(dead.get(), file.getPath());
      }
    }
  }

  private void remove(WriterMark dead, Path file) throws IOException {
    Set<String> counting = DataFiles.names(before);
    for (FileStatus found : DataFiles.in(directory, conf)) {
      String name = found.getPath().getName();
      boolean left = !dead.run().isEmpty() && name.contains(dead.run());
      if ((left || dead.obsolete().contains(name)) && !counting.contains(name)) {
        LOG.info("removing {}, which a killed run left", found.getPath());
        fs.delete(found.getPath(), false);
      }
    }
    fs.delete(file, false);
  }

  /** What stands between rows that are computed and files that are seen. */
  interface Gate {
    /** Returns if the files may appear. */
    void pass() throws IOException;
  }

  /** The files that count so far. */
  List<DataFile> before() {
    return before;
  }

  /**
   * Computes rows and puts their files beside the old ones.
   *
   * @param obsolete files that will not count any more
   * @param gate what it throws stops everything, and nothing appears
   */
  List<DataFile> add(TableRows rows, Set<String> obsolete, Gate gate) throws IOException {
    GatedCommit.set(
        directory,
        jobId -> {
          gate.pass();
          mark = WriterMark.begin(jobId, List.copyOf(obsolete));
          mark.write(markFile(), conf);
        });
    try {
      rows.write(directory, spark);
    } finally {
      GatedCommit.remove(directory);
    }
    List<FileStatus> found =
        DataFiles.in(directory, conf).stream()
            .filter(file -> file.getPath().getName().contains(mark.run()))
            .toList();
    added.addAll(DataFiles.counted(found, spark));
    return List.copyOf(added);
  }

  private Path markFile() {
    return new Path(directory, MARK + mark.run() + ".json");
  }

  /**
   * Makes {@code files}, which are there, the table.
   *
   * @param attachments small files by name
   */
  void commit(TableRecord record, TableState state, Map<String, byte[]> attachments)
      throws IOException {
    for (Map.Entry<String, byte[]> attachment : attachments.entrySet()) {
      Path file = new Path(directory, attachment.getKey());
      FileStore.replace(file.toString(), Content.of(attachment.getValue()), conf);
    }
    record.replace(directory, state, conf);
    committed = true;
    Set<String> counting = DataFiles.names(state.files());
    for (DataFile file : before) {
      if (!counting.contains(file.name())) {
        fs.delete(new Path(directory, file.name()), false);
      }
    }
    // The old one's, and those of runs that were killed before they came to commit.
    for (FileStatus list : named(TableExtras.SOURCES, directory, conf)) {
      if (!state.sources().equals(Optional.of(list.getPath().getName()))) {
        fs.delete(list.getPath(), false);
      }
    }
    tidy = true;
  }

  /**
   * Removes whatever was not committed. Where old files could not all be removed after a commit,
   * the mark stays, and the next run removes the rest.
   */
  @Override
  public void close() throws IOException {
    if (mark != null) {
      try {
        if (!committed) {
          remove(mark, markFile());
        } else if (tidy) {
          fs.delete(markFile(), false);
        }
      } finally {
        mark.end();
      }
    }
    if (!committed && !existed && fs.exists(directory) && fs.listStatus(directory).length == 0) {
      fs.delete(directory, false);
    }
  }
}
