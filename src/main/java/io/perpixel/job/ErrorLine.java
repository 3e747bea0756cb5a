package io.perpixel.job;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParameterException;

/** One line for a failure: its message and, in short, what caused it. */
final class ErrorLine {
  private ErrorLine() {}

  /** The first line of each message down the cause chain, repetitions left out. */
  static String of(Throwable thrown) {
    List<String> parts = new ArrayList<>();
    for (Throwable t : ExitCode.causes(ExitCode.decisive(thrown))) {
      String message = firstLine(t.getMessage());
      // A wrapper made without a message of its own repeats its cause's: say it once.
      if (message.isEmpty() || parts.stream().noneMatch(part -> part.contains(message))) {
        parts.add(describe(t, message));
      }
    }
    return String.join("; caused by ", parts);
  }

  /** Our own messages are whole sentences; a stranger's often makes sense only with its class. */
  private static String describe(Throwable t, String message) {
    if (message.isEmpty()) {
      return t.getClass().getSimpleName();
    }
    boolean sentence =
        t.getClass().getName().startsWith("io.perpixel.") || t instanceof ParameterException;
    return sentence ? message : t.getClass().getSimpleName() + ": " + message;
  }

  private static String firstLine(String message) {
    return message == null ? "" : message.strip().lines().findFirst().orElse("").strip();
  }
}
