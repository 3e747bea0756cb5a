package io.perpixel.registry;

import java.io.IOException;

/** Another process is doing what only one may do; the message says which. */
public final class LockedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With the words of whoever found it locked. */
  public LockedException(String message, Throwable cause) {
    super(message, cause);
  }
}
