package io.perpixel.spark;

import java.io.IOException;
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
    this.conf = conf;
    this.fs = destination.getFileSystem(conf);
    this.destination = destination;
    removeLeftovers();
    String run = UUID.randomUUID().toString();
    this.staging = new Path(destination.getParent(), PREFIX + destination.getName() + "-" + run);
    this.mark = WriterMark.begin(run, List.of());
    mark.write(new Path(staging, MARK), conf);
  }

  /** Of this destination only: others may be other runs' business. */
  private void removeLeftovers() throws IOException {
    if (!fs.exists(destination.getParent())) {
      return;
    }
    Pattern ours =
        Pattern.compile(Pattern.quote(PREFIX + destination.getName()) + "-[0-9a-f-]{36}");
    for (FileStatus found : fs.listStatus(destination.getParent())) {
      if (ours.matcher(found.getPath().getName()).matches()) {
        Path file = new Path(found.getPath(), MARK);
        if (fs.exists(file) && WriterMark.dead(fs.getFileStatus(file), conf).isPresent()) {
          Path old = new Path(found.getPath(), "old");
          if (fs.exists(old) && !fs.exists(destination)) {
            rename(old, destination);
          }
          fs.delete(found.getPath(), true);
        }
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
      rename(destination, old);
    }
    try {
      rename(path(), destination);
    } catch (IOException e) {
      if (replaces) {
        rename(old, destination);
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
        rename(child.getPath(), new Path(destination, child.getPath().getName()));
      }
    }
    if (fs.exists(record)) {
      rename(record, new Path(destination, TableRecord.FILE));
    }
  }

  private void rename(Path from, Path to) throws IOException {
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
