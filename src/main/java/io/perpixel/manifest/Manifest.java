package io.perpixel.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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

  /** The sources by their ids; the reader has made sure that those of the files are there. */
  Map<String, Source> sourcesById() {
    return sources.stream().collect(Collectors.toMap(Source::id, Function.identity()));
  }

  /** Bytes of all files at the destination. */
  public long size() {
    return files.stream().mapToLong(DataFile::size).sum();
  }
}
