package io.perpixel.spark;

import java.util.Optional;
import java.util.OptionalLong;

/** What a pass has to do, given what an earlier one left. */
public final class PassPlan {
  private final TableRecord record;
  private final String text;
  private final Optional<Counts> done;
  private final Optional<Update> update;
  private final OptionalLong images;

  private PassPlan(
      TableRecord record,
      String text,
      Optional<Counts> done,
      Optional<Update> update,
      OptionalLong images) {
    this.record = record;
    this.text = text;
    this.done = done;
    this.update = update;
    this.images = images;
  }

  /**
   * An update of a table.
   *
   * @param before what is there
   * @param changes of the source since
   */
  record Update(TableRecord.Committed before, SourceChanges changes) {}

  static PassPlan nothing(TableRecord record, Counts done) {
    return new PassPlan(
        record, "nothing to do: " + done, Optional.of(done), Optional.empty(), OptionalLong.of(0));
  }

  static PassPlan update(
      TableRecord record,
      TableRecord.Committed before,
      SourceChanges changes,
      OptionalLong images) {
    return new PassPlan(
        record,
        "update: " + changes,
        Optional.empty(),
        Optional.of(new Update(before, changes)),
        images);
  }

  static PassPlan whole(TableRecord record, String why, OptionalLong images) {
    return new PassPlan(
        record, "everything is read: " + why, Optional.empty(), Optional.empty(), images);
  }

  /** How many images there are to read, as far as that is known before. */
  public OptionalLong images() {
    return images;
  }

  /** What of the source has changed; empty if all of it is read. */
  public Optional<SourceChanges> changes() {
    return update.map(Update::changes);
  }

  /** Of the table that is wanted. */
  TableRecord record() {
    return record;
  }

  /** Whether there is nothing to do. */
  public boolean isDone() {
    return done.isPresent();
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
