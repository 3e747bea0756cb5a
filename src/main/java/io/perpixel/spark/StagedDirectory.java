package io.perpixel.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory that appears whole or not at all: filled under a hidden sibling, then renamed.
 *
 * <p>One rename is atomic on local disks and HDFS. On object stores it is a copy per object;
 * readers there look for {@link TableRecord#FILE}.
 */
final class StagedDirectory implements AutoCloseable {
  private final FileSystem fs;
  private final Path destination;
  private final Path staging;

  StagedDirectory(Path destination, Configuration conf) throws IOException {
    this.fs = destination.getFileSystem(conf);
    this.destination = destination;
    this.staging = new Path(destination.getParent(), ".perpixel-staging-" + UUID.randomUUID());
  }

  /** Where to write; does not exist yet. */
  Path path() {
    return new Path(staging, "new");
  }

  /** Puts the directory in its place; one that was there is removed after it has been replaced. */
  void commit() throws IOException {
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

  private void rename(Path from, Path to) throws IOException {
    if (!fs.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  /** Removes whatever was not committed. */
  @Override
  public void close() throws IOException {
    fs.delete(staging, true);
  }
}
