package io.perpixel.job;

import io.perpixel.registry.Alias;
import io.perpixel.registry.Registry;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code registry rollback}. */
@Command(
    name = "rollback",
    description = "Lets an alias name the version again that it named before; the other one stays.")
final class RegistryRollback implements Callable<Integer> {
  @Mixin private RegistryOptions options;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      defaultValue = Alias.CHAMPION,
      description = "Default: ${DEFAULT-VALUE}.")
  private String alias;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "rolled back by hand",
      description = "Kept with the alias.")
  private String reason;

  @Override
  public Integer call() throws IOException {
    return options.use(this::rollback);
  }

  private int rollback(Registry registry, PrintWriter out) throws IOException {
    Alias now = registry.exclusively(() -> registry.rollback(alias, reason));
    out.printf("%s: %s is version %d again%n", registry.model(), alias, now.version());
    return ExitCode.OK;
  }
}
