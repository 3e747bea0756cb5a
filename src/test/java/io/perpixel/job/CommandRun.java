package io.perpixel.job;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * A command line that was run within this process, as {@code perpixel} runs it.
 *
 * @param code its exit code
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
record CommandRun(int code, String out, String err) {
  /** Runs a command line, of which every word may be anything that has a text. */
  static CommandRun of(List<?> words) {
    return of(Perpixel.commandLine(), words);
  }

  /** Runs a command line by commands of the test's own. */
  static CommandRun of(CommandLine commands, List<?> words) {
    return of(commands, words, new StringWriter());
  }

  /** Runs a command line; what it prints to standard output can be read meanwhile. */
  static CommandRun of(List<?> words, StringWriter out) {
    return of(Perpixel.commandLine(), words, out);
  }

  private static CommandRun of(CommandLine commands, List<?> words, StringWriter out) {
    StringWriter err = new StringWriter();
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = commands.execute(words.stream().map(Object::toString).toArray(String[]::new));
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** All that it printed. */
  String printed() {
    return out + err;
  }
}
