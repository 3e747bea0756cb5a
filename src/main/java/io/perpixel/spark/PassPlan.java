package io.perpixel.spark;

import java.util.Optional;

/** What a pass has to do, given what an earlier one left. */
public final class PassPlan {
  private final String text;
  private final Optional<Counts> done;
  private final Optional<Update> update;

  private PassPlan(String text, Optional<Counts> done, Optional<Update> update) {
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

  static PassPlan nothing(Counts done) {
    return new PassPlan("nothing to do: " + done, Optional.of(done), Optional.empty());
  }

  static PassPlan update(TableRecord.Committed before, SourceChanges changes) {
    return new PassPlan(
        "update: " + changes, Optional.empty(), Optional.of(new Update(before, changes)));
  }

  static PassPlan whole(String why) {
    return new PassPlan("everything is read: " + why, Optional.empty(), Optional.empty());
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
