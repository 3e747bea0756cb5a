package io.perpixel.job;

import io.perpixel.registry.Alias;
import io.perpixel.registry.Registry;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code registry promote 7}. */
@Command(
    name = "promote",
    description = "Lets an alias name a version: whoever reads the alias gets it from now on.")
final class RegistryPromote implements Callable<Integer> {
  @Mixin private RegistryOptions options;

  @Parameters(
      paramLabel = "VERSION",
      description = "A version's number, or an alias such as challenger.")
  private String which;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      defaultValue = Alias.CHAMPION,
      description = "Default: ${DEFAULT-VALUE}.")
  private String alias;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "by hand",
      description = "Kept with the alias.")
  private String reason;

  @Override
  public Integer call() throws IOException {
    return options.use(this::promote);
  }

  private int promote(Registry registry, PrintWriter out) throws IOException {
    int number = RegistryShow.number(registry, which);
    Alias now = registry.exclusively(() -> registry.point(alias, number, reason));
    out.printf("%s: %s is version %d%n", registry.model(), alias, now.version());
    return ExitCode.OK;
  }
}
