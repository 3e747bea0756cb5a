package io.perpixel.job;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParameterException;

/** One line for a failure: its message and, in short, what caused it. */
final class ErrorLine {
  private ErrorLine() {}

  /**
   * The messages down the cause chain, repetitions left out. Ours are kept whole, for some list
   * what is wrong line by line; of others' the first line: Spark's go on with a stack trace.
   */
  static String of(Throwable thrown) {
    List<String> parts = new ArrayList<>();
    for (Throwable t : ExitCode.causes(ExitCode.decisive(thrown))) {
      String message = message(t);
      // A wrapper made without a message of its own repeats its cause's: say it once.
      if (message.isEmpty() || parts.stream().noneMatch(part -> part.contains(message))) {
        parts.add(isOurs(t) ? message : describe(t, message));
      }
    }
    return String.join("; caused by ", parts);
  }

  private static String message(Throwable t) {
    String message = t.getMessage() == null ? "" : t.getMessage().strip();
    return isOurs(t) ? message : message.lines().findFirst().orElse("").strip();
  }

  /** Our own messages are whole sentences; a stranger's often makes sense only with its class. */
  private static String describe(Throwable t, String message) {
    String name = t.getClass().getSimpleName();
    return message.isEmpty() ? name : name + ": " + message;
  }

  private static boolean isOurs(Throwable t) {
    boolean speaks = t.getMessage() != null && !t.getMessage().isBlank();
    return speaks
        && (t.getClass().getName().startsWith("io.perpixel.") || t instanceof ParameterException);
  }
}
