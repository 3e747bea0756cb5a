package io.perpixel.spark;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files of an input and, if they were read to identify it, what they contain.
 *
 * @param files as listed
 * @param digest of all of them
 * @param contents SHA-256 by path; empty if the input is too large to be read for that
 */
record FileContents(List<ListedFile> files, InputDigest digest, Map<String, String> contents) {
  /** What an earlier run knows of a file. */
  interface Known {
    /** Nothing. */
    Known NOTHING = file -> Optional.empty();

    /** The SHA-256 of its content, if the file has not changed since. */
    Optional<String> of(ListedFile file);
  }

  Optional<String> of(ListedFile file) {
    return Optional.ofNullable(contents.get(file.path()));
  }
}
