package io.perpixel.job;

/**
 * The user asked for something that cannot be done as asked: a wrong option, setting or path.
 *
 * <p>The message says what was found, what was expected and what to do; the program prints it as
 * its one error line and exits with {@link ExitCode#USAGE}.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
