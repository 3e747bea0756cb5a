package io.perpixel.spark;

import java.io.IOException;
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
 * the {@link TableRecord#FILE} goes first when a directory is replaced and comes last, so that
 * readers who look for it never see half. What a killed run left is removed, or put back, by the
 * next one for the same destination.
 */
final class StagedDirectory implements AutoCloseable {
  private static final String PREFIX = ".perpixel-staging-";
  private static final String MARK = "writer.json";

  private final Configuration conf;
  private final FileSystem fs;
  private final Path destination;
  private final Path staging;
  private final WriterMark mark;

  StagedDirectory(Path destination, Configuration conf) throws IOException {
    this(destination, newRun(), conf);
  }

  /**
   * Likewise, with a name known before.
   *
   * @param run from {@link #newRun}
   */
  StagedDirectory(Path destination, String run, Configuration conf) throws IOException {
    this.conf = conf;
    this.fs = destination.getFileSystem(conf);
    this.destination = destination;
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
    return new Path(staging(destination, run), "scratch");
  }

  /**
   * What runs have left, or are busy with, for this destination: others may be others' business.
   */
  private static List<FileStatus> found(Path destination, Configuration conf) throws IOException {
    FileSystem fs = destination.getFileSystem(conf);
    if (!fs.exists(destination.getParent())) {
      return List.of();
    }
    Pattern ours =
        Pattern.compile(Pattern.quote(PREFIX + destination.getName()) + "-[0-9a-f-]{36}");
    return Arrays.stream(fs.listStatus(destination.getParent()))
        .filter(found -> ours.matcher(found.getPath().getName()).matches())
        .toList();
  }

  /** Whether there is any. */
  static boolean hasLeftovers(Path destination, Configuration conf) throws IOException {
    return !found(destination, conf).isEmpty();
  }

  /** Puts back what a killed run took away, and removes what it made. */
  static void removeLeftovers(Path destination, Configuration conf) throws IOException {
    FileSystem fs = destination.getFileSystem(conf);
    for (FileStatus found : found(destination, conf)) {
      Path file = new Path(found.getPath(), MARK);
      if (fs.exists(file) && WriterMark.dead(fs.getFileStatus(file), conf).isPresent()) {
        Path old = new Path(found.getPath(), "old");
        if (fs.exists(old) && !fs.exists(destination)) {
          rename(old, destination, fs);
        }
        fs.delete(found.getPath(), true);
      }
    }
  }

  /** Where to write; does not exist yet. */
  Path path() {
    return new Path(staging, "new");
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
    fs.delete(new Path(destination, TableRecord.FILE), false);
    fs.delete(destination, true);
    fs.mkdirs(destination);
    Path record = new Path(path(), TableRecord.FILE);
    for (FileStatus child : fs.listStatus(path())) {
      if (!child.getPath().equals(record)) {
        rename(child.getPath(), new Path(destination, child.getPath().getName()), fs);
      }
    }
    if (fs.exists(record)) {
      rename(record, new Path(destination, TableRecord.FILE), fs);
    }
  }

  private static void rename(Path from, Path to, FileSystem fs) throws IOException {
    if (!fs.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  /** Removes whatever was not committed. */
  @Override
  public void close() throws IOException {
    fs.delete(staging, true);
    mark.end();
  }
}
