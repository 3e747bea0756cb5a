package io.perpixel.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory of synthetic data: written whole or not at all, not written again if an equal one is
 * there, and labelled by a record that says what the data are and from what they were made.
 */
final class SyntheticTree {
  /** The record. */
  static final String RECORD = "SYNTHETIC.json";

  private static final String README = "README.txt";

  private final Path destination;
  private final Configuration conf;

  SyntheticTree(String to, Configuration conf) throws IOException {
    this.destination = HadoopFiles.replaceable(to, conf);
    this.conf = conf;
  }

  /** Writes the files of a tree. */
  interface Content {
    void write(Files files) throws IOException;
  }

  /** Puts files into the tree. */
  interface Files {
    void put(String path, byte[] content) throws IOException;
  }

  /**
   * Writes the tree.
   *
   * @param readme for people
   * @param record of everything that decides the files
   * @return whether it was written, rather than there already
   * @throws IllegalArgumentException if there is something else at the destination
   */
  boolean write(String readme, byte[] record, Content content) throws IOException {
    if (isThere(record)) {
      return false;
    }
    try (StagedDirectory staged =
        new StagedDirectory(destination, StagedDirectory.newRun(), RECORD, conf)) {
      Files files =
          (path, bytes) -> HadoopFiles.overwrite(new Path(staged.path(), path), bytes, conf);
      content.write(files);
      files.put(README, readme.getBytes(StandardCharsets.UTF_8));
      files.put(RECORD, record);
      staged.commit();
    }
    return true;
  }

  private boolean isThere(byte[] record) throws IOException {
    FileSystem fs = destination.getFileSystem(conf);
    if (!fs.exists(destination)) {
      return false;
    }
    Path file = new Path(destination, RECORD);
    if (fs.exists(file)) {
      return Arrays.equals(record, HadoopFiles.read(file, conf));
    }
    if (!HadoopFiles.isEmptyDirectory(destination, conf)
        && !StagedDirectory.isUnfinished(destination, conf)) {
      throw new IllegalArgumentException(
          "%s exists and has no %s, so it is not ours to replace: choose another path or remove it"
              .formatted(destination, RECORD));
    }
    return false;
  }
}
