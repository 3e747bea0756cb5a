package io.perpixel.spark;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How a source differs from what a table was made of.
 *
 * @param added units that are new
 * @param changed units with another stamp
 * @param unchanged units that are as they were
 * @param deleted units that are there no more
 */
public record SourceChanges(
    Set<String> added, Set<String> changed, long unchanged, Set<String> deleted) {

  static SourceChanges between(SourceUnits before, SourceUnits now) {
    Set<String> added = new HashSet<>();
    Set<String> changed = new HashSet<>();
    long unchanged = 0;
    for (Map.Entry<String, String> unit : now.stamps().entrySet()) {
      String stamp = before.stamps().get(unit.getKey());
      if (stamp == null) {
        added.add(unit.getKey());
      } else if (stamp.equals(unit.getValue())) {
        unchanged++;
      } else {
        changed.add(unit.getKey());
      }
    }
    Set<String> deleted = new HashSet<>(before.stamps().keySet());
    deleted.removeAll(now.stamps().keySet());
    return new SourceChanges(added, changed, unchanged, deleted);
  }

  /** Units whose rows have to be made. */
  Set<String> toRead() {
    Set<String> units = new HashSet<>(added);
    units.addAll(changed);
    return units;
  }

  /** Units whose old rows count no more. */
  Set<String> gone() {
    Set<String> units = new HashSet<>(changed);
    units.addAll(deleted);
    return units;
  }

  @Override
  public String toString() {
    return "%,d new, %,d changed, %,d unchanged, %,d deleted"
        .formatted(added.size(), changed.size(), unchanged, deleted.size());
  }
}
