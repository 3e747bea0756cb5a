package io.perpixel.job;

import io.perpixel.registry.Alias;
import io.perpixel.registry.ModelVersion;
import io.perpixel.registry.Registry;
import io.perpixel.report.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code registry show champion}. */
@Command(name = "show", description = "All that is known of one version, and where its files are.")
final class RegistryShow implements Callable<Integer> {
  @Mixin private RegistryOptions options;

  @Parameters(
      paramLabel = "VERSION",
      defaultValue = Alias.CHAMPION,
      description = "A version's number or an alias (default: ${DEFAULT-VALUE}).")
  private String which;

  @Override
  public Integer call() throws IOException {
    return options.use(this::print);
  }

  private int print(Registry registry, PrintWriter out) throws IOException {
    ModelVersion version = registry.version(number(registry, which));
    out.printf("model     %s%nversion   %d%n", version.model(), version.number());
    for (Alias alias : registry.aliases()) {
      if (alias.version() == version.number()) {
        Alias.Pointing pointing = alias.pointings().get(0);
        out.printf(
            "alias     %s since %s: %s%n", alias.name(), pointing.since(), pointing.reason());
      }
    }
    out.printf("created   %s by run %s%n", version.created(), version.run());
    out.printf(
        "parent    %s%n",
        version.parent().isPresent() ? "version " + version.parent().getAsInt() : "none");
    version
        .metrics()
        .forEach(
            (name, value) -> out.printf("metric    %s %s%n", name, Figures.metric(name, value)));
    version
        .files()
        .forEach(
            (name, digest) ->
                out.printf(
                    "file      %s, %,d bytes, SHA-256 %s%n",
                    registry.shown(version.number(), name), digest.size(), digest.sha256()));
    return ExitCode.OK;
  }

  /** What a user calls a version: its number, or an alias of it. */
  static int number(Registry registry, String which) throws IOException {
    if (which.matches("\\d{1,9}")) {
      return Integer.parseInt(which);
    }
    return registry
        .alias(which)
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "%s has no alias %s: name a version or an alias that registry list shows"
                        .formatted(registry.model(), which)))
        .version();
  }
}
