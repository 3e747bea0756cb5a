package io.perpixel.job;

import io.perpixel.registry.Alias;
import io.perpixel.registry.ModelVersion;
import io.perpixel.registry.Registry;
import io.perpixel.remote.MlflowPush;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code registry push champion --mlflow https://mlflow.example.org}. */
@Command(
    name = "push",
    description = {
      "Tells an MLflow server of a version: metrics, where its files are, and its aliases.",
      "",
      "Files are not copied. A version that the server has already only gets its aliases. A token"
          + " comes from the environment variable "
          + MlflowPush.TOKEN_VARIABLE
          + "."
    })
final class RegistryPush implements Callable<Integer> {
  @Mixin private RegistryOptions options;

  @Parameters(
      paramLabel = "VERSION",
      description = "A version's number, or an alias such as champion.")
  private String which;

  @Option(
      names = "--mlflow",
      required = true,
      paramLabel = "URL",
      description = "The tracking server, as in MLFLOW_TRACKING_URI.")
  private String server;

  @Option(
      names = "--name",
      paramLabel = "N",
      description = "Name of the registered model there (default: as here).")
  private String name;

  @Override
  public Integer call() throws IOException {
    return options.use(this::push);
  }

  private int push(Registry registry, PrintWriter out) throws IOException {
    MlflowPush mlflow = new MlflowPush(server, System.getenv());
    ModelVersion version = registry.version(RegistryShow.number(registry, which));
    Map<String, Double> metrics = new LinkedHashMap<>(version.metrics());
    metrics.values().removeIf(value -> !Double.isFinite(value));
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("perpixel.run", version.run());
    version.parent().ifPresent(parent -> tags.put("perpixel.parent", Integer.toString(parent)));
    version.files().forEach((file, digest) -> tags.put("perpixel.sha256." + file, digest.sha256()));
    List<String> aliases =
        registry.aliases().stream()
            .filter(alias -> alias.version() == version.number())
            .map(Alias::name)
            .collect(Collectors.toList());
    String there = name == null ? registry.model() : name;
    String record = registry.shown(version.number(), "version.json");
    MlflowPush.Version told =
        new MlflowPush.Version(
            there,
            "%s/%d/%s".formatted(registry.model(), version.number(), version.run()),
            version.run(),
            version.created(),
            record.substring(0, record.lastIndexOf('/')),
            metrics,
            tags,
            aliases);
    try {
      MlflowPush.Pushed pushed = mlflow.push(told);
      out.printf(
          "%s: version %d is version %s of %s at the MLflow server%s%s%n",
          registry.model(),
          version.number(),
          pushed.number(),
          there,
          pushed.isNew() ? "" : ", as before",
          aliases.isEmpty() ? "" : ", " + String.join(", ", aliases));
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the MLflow server was told");
    }
  }
}
