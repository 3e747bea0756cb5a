package io.perpixel.job;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code registry list}, {@code show}, {@code promote}, {@code rollback}, {@code verify}. */
@Command(
    name = "registry",
    description = {
      "Versions of trained models and their aliases, in plain files.",
      "registry.directory and registry.model say which, by --config or --set."
    },
    subcommands = {
      RegistryList.class,
      RegistryShow.class,
      RegistryPromote.class,
      RegistryRollback.class,
      RegistryVerify.class,
      RegistryPrune.class,
      RegistryPush.class
    })
final class RegistryCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected registry list, show, promote, rollback, verify, prune or push");
  }
}
