package io.perpixel.spark;

import org.apache.hadoop.fs.Path;

/**
 * How much may be rejected.
 *
 * @param share of the rows, 0 to 1
 * @param rejects where they can be seen, for the message
 */
record FailureBudget(double share, Path rejects) {
  FailureBudget {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "a failure budget is a fraction from 0 to 1, not " + share);
    }
  }

  /**
   * Checks the result of a pass.
   *
   * @throws BadDataException if too much was rejected or nothing is left
   */
  void require(Counts counts, RejectSummary found) {
    if (counts.read() == 0) {
      throw new BadDataException("nothing to write: the input has no rows; nothing was committed");
    }
    long foreseen = found.foreseen();
    boolean tooMany = counts.rejected() - foreseen > share * (counts.read() - foreseen);
    if (tooMany || counts.written() == 0) {
      throw new BadDataException(
          "%s: %s; nothing was committed; all rejects are in %s, the first: %s"
              .formatted(
                  counts,
                  tooMany
                      ? "more than the failure budget of %s allows%s"
                          .formatted(
                              share,
                              foreseen == 0
                                  ? ""
                                  : ", not counting %d that were foreseen".formatted(foreseen))
                      : "nothing is left to write",
                  rejects,
                  found.first()));
    }
  }
}
