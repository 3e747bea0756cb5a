package io.perpixel.spark;

import java.util.Optional;

/** What a pass has to do, given what an earlier one left. */
public final class PassPlan {
  private final TableRecord record;
  private final String text;
  private final Optional<Counts> done;
  private final Optional<Update> update;

  private PassPlan(
      TableRecord record, String text, Optional<Counts> done, Optional<Update> update) {
    this.record = record;
    this.text = text;
    this.done = done;
    this.update = update;
  }

  /**
   * An update of a table.
   *
   * @param before what is there
   * @param changes of the source since
   */
  record Update(TableRecord.Committed before, SourceChanges changes) {}

  static PassPlan nothing(TableRecord record, Counts done) {
    return new PassPlan(record, "nothing to do: " + done, Optional.of(done), Optional.empty());
  }

  static PassPlan update(TableRecord record, TableRecord.Committed before, SourceChanges changes) {
    return new PassPlan(
        record, "update: " + changes, Optional.empty(), Optional.of(new Update(before, changes)));
  }

  static PassPlan whole(TableRecord record, String why) {
    return new PassPlan(record, "everything is read: " + why, Optional.empty(), Optional.empty());
  }

  /** Of the table that is wanted. */
  TableRecord record() {
    return record;
  }

  /** The counts of an equal run, if there was one. */
  Optional<Counts> done() {
    return done;
  }

  Optional<Update> update() {
    return update;
  }

  /** For people: what would be done, and why. */
  @Override
  public String toString() {
    return text;
  }
}
