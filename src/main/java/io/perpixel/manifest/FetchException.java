package io.perpixel.manifest;

import java.io.IOException;

/** No source delivered; the message has one line per source that says why. */
public final class FetchException extends IOException {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(message);
  }

  FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
