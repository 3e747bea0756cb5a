package io.perpixel.spark;

import java.io.IOException;

/** Another run is writing a table; the message says which. */
public final class TableLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  TableLockedException(String message) {
    super(message);
  }
}
