package io.perpixel.spark;

/**
 * Exceptions that come out of a {@link java.util.concurrent.Future}, thrown on as they were. What
 * Spark's jobs throw is checked in Scala, which declares nothing, and so undeclared in Java.
 */
final class Rethrown {
  private Rethrown() {}

  /**
   * Throws {@code cause}, checked or not; use it as {@code throw Rethrown.asItIs(cause)}.
   *
   * @return never
   */
  static RuntimeException asItIs(Throwable cause) {
    return Rethrown.<RuntimeException>undeclared(cause);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException undeclared(Throwable cause) throws T {
    throw (T) cause;
  }
}
