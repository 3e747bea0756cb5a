package io.perpixel.job;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code synthesize saliency} and {@code synthesize flowers}. */
@Command(
    name = "synthesize",
    description = "Makes small synthetic data sets, for tests and examples.",
    subcommands = {SynthesizeSaliency.class, SynthesizeFlowers.class})
final class SynthesizeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "expected synthesize saliency or synthesize flowers");
  }
}
