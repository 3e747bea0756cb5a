package io.perpixel.manifest;

import java.io.IOException;

/** A manifest that cannot be used; the message names file, key, what was found and expected. */
public final class ManifestException extends IOException {
  private static final long serialVersionUID = 1L;

  ManifestException(String message) {
    super(message);
  }

  ManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
