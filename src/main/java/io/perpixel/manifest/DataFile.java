package io.perpixel.manifest;

import java.util.List;
import java.util.Optional;

/**
 * One file of a data set as it stands at the destination.
 *
 * @param name file name at the destination, {@code /} between directories
 * @param path where a source's archive holds it; the name again if it is no archive
 * @param size in bytes
 * @param checksum SHA-256
 * @param sources ids of the sources that have it, the preferred one first
 * @param split {@code train}, {@code validation}, {@code test}…, if the file belongs to one
 * @param records how many examples it holds; 0 if the manifest does not say
 */
public record DataFile(
    String name,
    String path,
    long size,
    Checksum checksum,
    List<String> sources,
    Optional<String> split,
    long records) {
  /** Defensive copy. */
  public DataFile {
    sources = List.copyOf(sources);
  }
}
