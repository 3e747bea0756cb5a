package io.perpixel.manifest;

import java.net.URI;
import java.util.List;

/**
 * Something that can be downloaded.
 *
 * @param id its {@code @id} in the manifest
 * @param uri {@code https:}, {@code http:}, {@code file:}, a Hadoop file system's, or {@code
 *     npm:NAME@VERSION}
 * @param size in bytes
 * @param checksums at least one
 * @param unpack how data files come out of it
 */
public record Source(String id, URI uri, long size, List<Checksum> checksums, Unpack unpack) {
  /** Defensive copy. */
  public Source {
    checksums = List.copyOf(checksums);
  }

  @Override
  public String toString() {
    return id + " (" + uri + ")";
  }
}
