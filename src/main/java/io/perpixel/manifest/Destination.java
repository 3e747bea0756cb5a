package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The directory that receives a data set, on whatever file system. File names are those of the
 * manifest: {@code /} between directories.
 */
public interface Destination {
  /** Opens a file that has been published, or says that there is none. */
  Optional<InputStream> open(String name) throws IOException;

  /**
   * Something in a directory.
   *
   * @param name without the directory's
   * @param size in bytes; of no meaning for a directory
   * @param directory whether it is one
   */
  record Entry(String name, long size, boolean directory) {}

  /**
   * What is directly in a directory, in any order; nothing if there is no such directory.
   *
   * @param directory below this one; empty for this one
   */
  List<Entry> list(String directory) throws IOException;

  /**
   * Publishes a local file: readers see all of it or what was there before. May move the file or
   * copy it.
   */
  void publish(Path file, String name) throws IOException;

  /**
   * A local directory for downloads, the same one each time so that a later run can resume. Need
   * not exist yet.
   */
  Path staging();

  /** Its address, for messages. */
  @Override
  String toString();
}
