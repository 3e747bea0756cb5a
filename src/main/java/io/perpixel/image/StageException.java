package io.perpixel.image;

/** A stage could not process an image; the stage is named so that a rejects table can hold it. */
public final class StageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String stage;

  public StageException(String stage, String message, Throwable cause) {
    super(message, cause);
    this.stage = stage;
  }

  /** The stage as written by the user, such as {@code rescale=224x224}, or {@code decode}. */
  public String stage() {
    return stage;
  }
}
