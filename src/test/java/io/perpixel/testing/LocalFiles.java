package io.perpixel.testing;

import org.apache.hadoop.fs.LocalFileSystem;

/** Local files of all tests, as {@code core-site.xml} says: see {@link RawFileSystem}. */
public final class LocalFiles extends LocalFileSystem {
  /** As Hadoop calls it. */
  public LocalFiles() {
    super(new RawFileSystem());
  }
}
