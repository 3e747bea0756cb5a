package io.perpixel.spark;

import java.util.Optional;

/**
 * How a pass ended.
 *
 * @param counts of the table that is there now
 * @param written what was committed; empty if the table was there already
 */
public record PassOutcome(Counts counts, Optional<WrittenTable> written) {
  static PassOutcome skipped(Counts there) {
    return new PassOutcome(there, Optional.empty());
  }

  static PassOutcome of(WrittenTable written) {
    return new PassOutcome(written.counts(), Optional.of(written));
  }

  /** Whether the table was there already. */
  public boolean skipped() {
    return written.isEmpty();
  }
}
