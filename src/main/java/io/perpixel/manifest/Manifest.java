package io.perpixel.manifest;

import java.util.List;
import java.util.Optional;

/**
 * What a data set consists of and where it comes from.
 *
 * @param name short name of the data set
 * @param license SPDX id or address; {@code unknown} where the authors state none
 * @param terms address that states the terms of use; empty if the license says it all
 * @param sources what can be downloaded, in the order of the manifest
 * @param files what the data set consists of; empty if it cannot be fetched
 * @param layout where images and maps are once it is unpacked, if it is a data set of such
 * @param obtain how to get it by hand, if it cannot be fetched
 */
public record Manifest(
    String name,
    String license,
    String terms,
    List<Source> sources,
    List<DataFile> files,
    Optional<PairLayout> layout,
    Optional<String> obtain) {
  /** Defensive copies. */
  public Manifest {
    sources = List.copyOf(sources);
    files = List.copyOf(files);
  }

  /**
   * Makes sure that there is something to fetch.
   *
   * @throws IllegalArgumentException with what to do by hand if there is not
   */
  public void requireFetchable() {
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "%s cannot be fetched: %s".formatted(name, obtain.orElse("it names no files")));
    }
  }

  /** The source with this id; the reader has made sure that there is one. */
  Source source(String id) {
    return sources.stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
  }

  /** Bytes of all files at the destination. */
  public long size() {
    return files.stream().mapToLong(DataFile::size).sum();
  }
}
