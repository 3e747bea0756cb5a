package io.perpixel.job;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code perpixel registry}: what the versions and aliases of models are, and to change them. */
@Command(
    name = "registry",
    description = {
      "Versions of trained models and their aliases, in plain files.",
      "registry.directory and registry.model say which, by --config or --set."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel registry list --config conf/retrain-example.conf",
      "  perpixel registry promote challenger --config conf/retrain-example.conf",
      "  perpixel registry push champion --mlflow https://mlflow.example.org \\",
      "    --config conf/retrain-example.conf"
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
