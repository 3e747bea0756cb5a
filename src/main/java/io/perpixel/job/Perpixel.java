package io.perpixel.job;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one entry point: {@code perpixel COMMAND [options]}. */
@Command(
    name = "perpixel",
    mixinStandardHelpOptions = true,
    description = "Per-pixel vision models trained on Spark.",
    subcommands = {})
public final class Perpixel {
  private Perpixel() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Perpixel()).execute(args));
  }
}
