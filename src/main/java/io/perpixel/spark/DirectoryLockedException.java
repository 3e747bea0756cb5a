package io.perpixel.spark;

import java.io.IOException;

/** Another run is writing a table or a run directory; the message says which. */
public final class DirectoryLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  DirectoryLockedException(String message) {
    super(message);
  }
}
