package io.perpixel.spark;

import io.perpixel.image.StageException;

/** One image of a source, not decoded yet: it exists on an executor, inside one task. */
public interface SourceItem {
  /** Its id in the table, and in the rejects if it cannot be used. */
  String id();

  /** Whether it is known of the data that this item is of no use: its reject costs no budget. */
  default boolean foreseen() {
    return false;
  }

  /** Length of what it is decoded from, for the figures; 0 if that is not known. */
  default long bytes() {
    return 0;
  }

  /**
   * Reads and decodes it.
   *
   * @throws StageException if that is impossible; the stage is {@code read}, {@code decode} or
   *     {@code pair}
   */
  ImageRow decode() throws StageException;
}
