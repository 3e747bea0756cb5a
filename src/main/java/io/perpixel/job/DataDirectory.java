package io.perpixel.job;

import io.perpixel.manifest.Destination;
import io.perpixel.spark.HadoopDestination;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Directories of data that users name. */
final class DataDirectory {
  private DataDirectory() {}

  /**
   * A path with its file system.
   *
   * @throws UsageException if it is no path, or of a file system that is not known
   */
  static Path qualified(String option, String uri, Configuration hadoop) throws IOException {
    try {
      Path path = new Path(uri);
      return path.getFileSystem(hadoop).makeQualified(path);
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      throw new UsageException(option + " " + uri + ": " + e.getMessage(), e);
    }
  }

  /**
   * The directory of a URI; need not exist.
   *
   * @param option that the user gave it by
   * @throws UsageException if it is no path, or of a file system that is not known
   */
  static Destination of(String option, String uri, Configuration hadoop) throws IOException {
    return HadoopDestination.of(qualified(option, uri, hadoop).toUri(), hadoop);
  }
}
