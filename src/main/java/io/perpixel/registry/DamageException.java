package io.perpixel.registry;

import java.io.IOException;

/** Something is not as it was written; the message names the file. */
public final class DamageException extends IOException {
  private static final long serialVersionUID = 1L;

  DamageException(String message) {
    super(message);
  }

  DamageException(String message, Throwable cause) {
    super(message, cause);
  }
}
