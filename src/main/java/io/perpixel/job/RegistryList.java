package io.perpixel.job;

import io.perpixel.registry.Alias;
import io.perpixel.registry.ModelVersion;
import io.perpixel.registry.Registry;
import io.perpixel.registry.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code registry list}. */
@Command(
    name = "list",
    description = "All registered models with their versions, newest first, and aliases.")
final class RegistryList implements Callable<Integer> {
  @Mixin private RegistryOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Store store = options.store();
    List<String> models = Registry.models(store);
    if (models.isEmpty()) {
      out.printf("no registered model in %s%n", store.shown(""));
    }
    for (String model : models) {
      print(new Registry(store, model, Clock.systemUTC()), out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(Registry registry, PrintWriter out) throws IOException {
    List<Alias> aliases = registry.aliases();
    List<ModelVersion> versions = registry.versions();
    out.printf(
        "%s, %d version%s%n", registry.model(), versions.size(), versions.size() == 1 ? "" : "s");
    for (int i = versions.size() - 1; i >= 0; i--) {
      ModelVersion version = versions.get(i);
      String names =
          aliases.stream()
              .filter(alias -> alias.version() == version.number())
              .map(Alias::name)
              .collect(Collectors.joining(", "));
      out.printf(
          "  %4d  %s  %-10s  %s%n",
          version.number(), version.created(), names, RegistryText.metrics(version));
    }
  }
}
