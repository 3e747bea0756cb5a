package io.perpixel.spark;

/**
 * Rows of one pass.
 *
 * @param read rows that went in
 * @param written rows in the table
 * @param rejected rows in the rejects table
 */
public record Counts(long read, long written, long rejected) {
  /**
   * @throws IllegalStateException if a row got lost or came twice
   */
  public Counts {
    if (read != written + rejected) {
      throw new IllegalStateException(
          "%d rows read, but %d written and %d rejected: rows were lost or came twice"
              .formatted(read, written, rejected));
    }
  }

  @Override
  public String toString() {
    return "%d read = %d written + %d rejected".formatted(read, written, rejected);
  }
}
