package io.perpixel.manifest;

import java.io.IOException;

/**
 * Bytes that arrived are not the ones the manifest describes: trying again from there is no use.
 */
public final class IntegrityException extends IOException {
  private static final long serialVersionUID = 1L;

  IntegrityException(String message) {
    super(message);
  }
}
