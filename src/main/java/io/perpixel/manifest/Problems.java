package io.perpixel.manifest;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with a manifest, collected while it is read, so that all of it is told at once. */
final class Problems {
  private final Set<String> unique = new LinkedHashSet<>();
  private int count;

  /**
   * Adds one; a field that is read twice is told of once.
   *
   * @param path JSON path of the field, such as {@code distribution[0].sha256}
   */
  void add(String path, String problem) {
    unique.add(path + ": " + problem);
    count++;
  }

  /** In the order in which they were found. */
  List<String> list() {
    return List.copyOf(unique);
  }

  /** How often one was added: tells whether what was read since is all right. */
  int count() {
    return count;
  }
}
