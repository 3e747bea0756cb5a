package io.perpixel.job;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palette fit} and {@code palette label}. */
@Command(
    name = "palette",
    description = "Fits a palette to images, or labels images with one.",
    subcommands = {PaletteFit.class, PaletteLabel.class})
final class PaletteCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected palette fit or palette label");
  }
}
