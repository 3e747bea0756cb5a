package io.perpixel.job;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever a command throws into one line on standard error and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    Throwable e = thrown instanceof ExecutionException ? thrown.getCause() : thrown;
    int code = ExitCode.of(e);
    print(command, ErrorLine.of(e));
    if (verbose(command)) {
      e.printStackTrace(command.getErr());
    } else if (code == ExitCode.FAILURE) {
      command.getErr().println("Add --verbose for the stack trace.");
    }
    // The console appender stops at INFO: this is for the log file.
    LOG.debug("{} failed", command.getCommandSpec().qualifiedName(), e);
    command.getErr().flush();
    return code;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    print(command, ErrorLine.of(e));
    UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    command.getErr().flush();
    return ExitCode.USAGE;
  }

  /** The command that the arguments name: the last of COMMAND SUBCOMMAND. */
  static CommandLine command(ParseResult parsed) {
    return parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
  }

  private static void print(CommandLine command, String line) {
    String text = command.getCommandSpec().qualifiedName() + ": " + line;
    command.getErr().println(command.getColorScheme().errorText(text));
  }

  private static boolean verbose(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommand() instanceof Perpixel perpixel && perpixel.verbose;
  }
}
