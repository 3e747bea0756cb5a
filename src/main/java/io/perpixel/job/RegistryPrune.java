package io.perpixel.job;

import io.perpixel.registry.Registry;
import io.perpixel.registry.Retention;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code registry prune --keep 10}. */
@Command(
    name = "prune",
    description = {
      "Removes old versions, never one that an alias names or would name after a rollback,",
      "nor one that such a version was trained from."
    })
final class RegistryPrune implements Callable<Integer> {
  @Mixin private RegistryOptions options;

  @Option(
      names = "--keep",
      paramLabel = "N",
      required = true,
      description = "How many of the newest stay, from 1.")
  private int keep;

  @Override
  public Integer call() throws IOException {
    if (keep < 1) {
      throw new UsageException("found --keep %d; expected at least 1".formatted(keep));
    }
    return options.use(this::prune);
  }

  private int prune(Registry registry, PrintWriter out) throws IOException {
    List<Integer> removed = registry.exclusively(() -> Retention.prune(registry, keep));
    out.printf(
        "%s: %s%n",
        registry.model(), removed.isEmpty() ? "nothing to remove" : "removed versions " + removed);
    return ExitCode.OK;
  }
}
