package io.perpixel.spark;

import java.util.HashSet;
import java.util.List;
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
    Set<String> unchanged = new HashSet<>();
    for (Map.Entry<String, String> unit : now.stamps().entrySet()) {
      String stamp = before.stamps().get(unit.getKey());
      if (stamp == null) {
        added.add(unit.getKey());
      } else if (stamp.equals(unit.getValue())) {
        unchanged.add(unit.getKey());
      } else {
        changed.add(unit.getKey());
      }
    }
    Set<String> deleted = new HashSet<>(before.stamps().keySet());
    deleted.removeAll(now.stamps().keySet());
    // A unit may have a name that begins with another's, as images a and a/b have: rows of both
    // go with the other one, so both are read again.
    Set<String> gone = new HashSet<>(changed);
    gone.addAll(deleted);
    List<String> together =
        unchanged.stream().filter(unit -> SourceUnits.from(gone, unit)).toList();
    changed.addAll(together);
    return new SourceChanges(added, changed, unchanged.size() - together.size(), deleted);
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
