package io.perpixel.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory that appears whole or not at all: filled under a hidden sibling, then renamed.
 *
 * <p>One rename is atomic on local disks and HDFS. On object stores it is a copy per object: there
 * one file, the record, goes first when a directory is replaced and comes last, so that readers who
 * look for it never see half. What a killed run left is removed, or put back, by the next one for
 * the same destination.
 */
final class StagedDirectory implements AutoCloseable {
  private static final String PREFIX = ".perpixel-staging-";
  private static final String MARK = "writer.json";
  private static final String SCRATCH = "scratch";

  /** Holds the name of the record; is there once files come to their places one by one. */
  private static final String COMMITTING = "committing";

  /** The destination's name, and {@link #newRun}. */
  private static final Pattern STAGING =
      Pattern.compile(Pattern.quote(PREFIX) + "(.+)-[0-9a-f-]{36}");

  private final Configuration conf;
  private final FileSystem fs;
  private final Path destination;
  private final Path staging;
  private final WriterMark mark;
  private final String record;

  /** Of a table, whose record is the {@link TableRecord}. */
  StagedDirectory(Path destination, Configuration conf) throws IOException {
    this(destination, newRun(), TableRecord.FILE, conf);
  }

  /**
   * Of anything.
   *
   * @param run names the write, from {@link #newRun}
   * @param record name of the file by which readers know that the directory is whole
   */
  StagedDirectory(Path destination, String run, String record, Configuration conf)
      throws IOException {
    this.conf = conf;
    this.fs = destination.getFileSystem(conf);
    this.destination = destination;
    this.record = record;
    removeLeftovers(destination, conf);
    this.staging = staging(destination, run);
    this.mark = WriterMark.begin(run, List.of());
    mark.write(new Path(staging, MARK), conf);
  }

  /** A name that no other has. */
  static String newRun() {
    return UUID.randomUUID().toString();
  }

  private static Path staging(Path destination, String run) {
    return new Path(destination.getParent(), PREFIX + destination.getName() + "-" + run);
  }

  /**
   * Where files may lie while the directory with this name is open; they never become part of it.
   */
  static Path scratch(Path destination, String run) {
    return new Path(staging(destination, run), SCRATCH);
  }

  /**
   * What runs have left, or are busy with, for this destination: others may be others' business.
   */
  private static List<FileStatus> found(Path destination, Configuration conf) throws IOException {
    return all(destination.getParent(), conf).stream()
        .filter(found -> destinationOf(found).getName().equals(destination.getName()))
        .toList();
  }

  private static List<FileStatus> all(Path parent, Configuration conf) throws IOException {
    try {
      return Arrays.stream(parent.getFileSystem(conf).listStatus(parent))
          .filter(found -> STAGING.matcher(found.getPath().getName()).matches())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static Path destinationOf(FileStatus found) {
    Path staging = found.getPath();
    String name = STAGING.matcher(staging.getName()).replaceFirst("$1");
    return new Path(staging.getParent(), name);
  }

  /** Whether there is any. */
  static boolean hasLeftovers(Path destination, Configuration conf) throws IOException {
    return !found(destination, conf).isEmpty();
  }

  /** Puts back what a killed run took away, and removes what it made. */
  static void removeLeftovers(Path destination, Configuration conf) throws IOException {
    for (FileStatus found : found(destination, conf)) {
      removeIfDead(found, conf);
    }
  }

  /**
   * Likewise, for all destinations in a directory: where each has a new name, no later run would
   * look for what was left of it.
   */
  static void removeAllLeftovers(Path parent, Configuration conf) throws IOException {
    for (FileStatus found : all(parent, conf)) {
      removeIfDead(found, conf);
    }
  }

  /**
   * Whether a run is committing to an object store, or was when it was killed: then what is at the
   * destination is a part of ours.
   */
  static boolean isUnfinished(Path destination, Configuration conf) throws IOException {
    for (FileStatus found : found(destination, conf)) {
      if (HadoopFiles.exists(new Path(found.getPath(), COMMITTING), conf)) {
        return true;
      }
    }
    return false;
  }

  private static void removeIfDead(FileStatus found, Configuration conf) throws IOException {
    FileSystem fs = found.getPath().getFileSystem(conf);
    Path file = new Path(found.getPath(), MARK);
    if (fs.exists(file) && WriterMark.dead(fs.getFileStatus(file), conf).isPresent()) {
      Path old = new Path(found.getPath(), "old");
      Path destination = destinationOf(found);
      if (fs.exists(old) && !fs.exists(destination)) {
        rename(old, destination, fs);
      }
      removeHalf(found.getPath(), destination, conf);
      fs.delete(found.getPath(), true);
    }
  }

  /** Removes what has come to its place of a commit that did not come to its end. */
  private static void removeHalf(Path staging, Path destination, Configuration conf)
      throws IOException {
    FileSystem fs = staging.getFileSystem(conf);
    Path committing = new Path(staging, COMMITTING);
    if (fs.exists(committing)) {
      String record = new String(HadoopFiles.read(committing, conf), StandardCharsets.UTF_8);
      if (!fs.exists(new Path(destination, record))) {
        fs.delete(destination, true);
      }
    }
  }

  /** Where to write; does not exist yet. */
  Path path() {
    return new Path(staging, "new");
  }

  /** Where files may lie that become part of it later; does not exist yet. */
  Path scratch() {
    return new Path(staging, SCRATCH);
  }

  /** Puts the directory in its place; one that was there is removed after it has been replaced. */
  void commit() throws IOException {
    if (ObjectStore.is(destination)) {
      commitObjects();
      return;
    }
    Path old = new Path(staging, "old");
    boolean replaces = fs.exists(destination);
    if (replaces) {
      rename(destination, old, fs);
    }
    try {
      rename(path(), destination, fs);
    } catch (IOException e) {
      if (replaces) {
        rename(old, destination, fs);
      }
      throw e;
    }
  }

  private void commitObjects() throws IOException {
    byte[] name = record.getBytes(StandardCharsets.UTF_8);
    HadoopFiles.overwrite(new Path(staging, COMMITTING), name, conf);
    fs.delete(new Path(destination, record), false);
    fs.delete(destination, true);
    fs.mkdirs(destination);
    Path last = new Path(path(), record);
    for (FileStatus child : fs.listStatus(path())) {
      if (!child.getPath().equals(last)) {
        rename(child.getPath(), new Path(destination, child.getPath().getName()), fs);
      }
    }
    rename(last, new Path(destination, record), fs);
  }

  private static void rename(Path from, Path to, FileSystem fs) throws IOException {
    if (!fs.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  /** Removes whatever was not committed. */
  @Override
  public void close() throws IOException {
    try {
      removeHalf(staging, destination, conf);
      fs.delete(staging, true);
    } finally {
      mark.end();
    }
  }
}
