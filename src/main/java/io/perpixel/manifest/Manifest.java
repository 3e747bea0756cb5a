package io.perpixel.manifest;

import java.util.List;

/**
 * What a data set consists of and where it comes from.
 *
 * @param name short name of the data set
 * @param license SPDX id or address; {@code unknown} where the authors state none
 * @param terms address that states the terms of use; empty if the license says it all
 * @param sources what can be downloaded, in the order of the manifest
 * @param files what the data set consists of
 */
public record Manifest(
    String name, String license, String terms, List<Source> sources, List<DataFile> files) {
  /** Defensive copies. */
  public Manifest {
    sources = List.copyOf(sources);
    files = List.copyOf(files);
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
