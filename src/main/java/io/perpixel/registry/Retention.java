package io.perpixel.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes old versions, never one that is needed. */
public final class Retention {
  private Retention() {}

  /**
   * Keeps the newest versions, those that an alias names or would name after a rollback, and the
   * parents of all that are kept.
   *
   * @param newest how many to keep besides, from 1
   * @return the numbers of those that were removed; versions that were never completed are, too
   */
  public static List<Integer> prune(Registry registry, int newest) throws IOException {
    List<ModelVersion> versions = registry.versions();
    Set<Integer> kept = new HashSet<>();
    for (Alias alias : registry.aliases()) {
      kept.add(alias.version());
      alias.previous().ifPresent(previous -> kept.add(previous.version()));
    }
    int from = Math.max(0, versions.size() - newest);
    versions.subList(from, versions.size()).forEach(version -> kept.add(version.number()));
    // A parent is older than its child: one pass from the newest to the oldest finds all of them.
    for (int i = versions.size() - 1; i >= 0; i--) {
      ModelVersion version = versions.get(i);
      if (kept.contains(version.number())) {
        version.parent().ifPresent(kept::add);
      }
    }
    List<Integer> removed = new ArrayList<>();
    for (int number : registry.numbers()) {
      if (!kept.contains(number)) {
        // First its record: what is left of a removal that was stopped is no version.
        registry.store().delete(registry.file(number, "version.json"));
        registry.store().delete(registry.directory(number));
        removed.add(number);
      }
    }
    return removed;
  }
}
