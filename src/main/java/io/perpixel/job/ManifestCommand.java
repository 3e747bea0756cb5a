package io.perpixel.job;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code manifest verify}, {@code manifest new}. */
@Command(
    name = "manifest",
    description = "Manifests of data sets: what they consist of, and how to know it is right.",
    subcommands = {ManifestVerify.class, ManifestNew.class})
final class ManifestCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected manifest verify or manifest new");
  }
}
