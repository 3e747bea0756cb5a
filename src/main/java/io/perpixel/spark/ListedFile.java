package io.perpixel.spark;

import java.io.Serializable;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;

/**
 * What a listing says of a file, without the rest of a {@link FileStatus}: millions of them fit the
 * driver. (Not a record: Kryo 4 cannot build records.)
 */
final class ListedFile implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final long length;
  private final long modified;
  private final boolean directory;
  private final String etag;

  private ListedFile(String path, long length, long modified, boolean directory, String etag) {
    this.path = path;
    this.length = length;
    this.modified = modified;
    this.directory = directory;
    this.etag = etag;
  }

  static ListedFile of(FileStatus status) {
    return new ListedFile(
        status.getPath().toString(),
        status.getLen(),
        status.getModificationTime(),
        status.isDirectory(),
        status instanceof EtagSource source ? source.getEtag() : null);
  }

  /** Qualified. */
  String path() {
    return path;
  }

  /** In bytes. */
  long length() {
    return length;
  }

  boolean isDirectory() {
    return directory;
  }

  /**
   * Changes when the file does, as far as a listing can tell: object stores tell more than length
   * and time.
   */
  String stamp() {
    return length + ":" + modified + (etag == null ? "" : ":" + etag);
  }
}
