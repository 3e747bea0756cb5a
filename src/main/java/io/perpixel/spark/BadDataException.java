package io.perpixel.spark;

/**
 * The input is worse than allowed: more rows were rejected than the failure budget, nothing usable
 * is left, or a file that everything depends on is broken. Nothing was committed; commands exit
 * with 3.
 */
public final class BadDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadDataException(String message) {
    super(message);
  }

  public BadDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
