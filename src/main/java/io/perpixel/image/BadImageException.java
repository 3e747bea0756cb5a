package io.perpixel.image;

import java.io.IOException;

/** Bytes that are not the image or record they should be; the message says in what way. */
public final class BadImageException extends IOException {
  private static final long serialVersionUID = 1L;

  public BadImageException(String message) {
    super(message);
  }

  public BadImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
