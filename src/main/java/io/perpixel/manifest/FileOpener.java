package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * Opens files on file systems that only the caller knows, such as {@code hdfs:} and {@code s3a:}.
 */
@FunctionalInterface
public interface FileOpener {
  /**
   * Opens one.
   *
   * @throws java.io.FileNotFoundException if there is none
   */
  InputStream open(URI file) throws IOException;
}
