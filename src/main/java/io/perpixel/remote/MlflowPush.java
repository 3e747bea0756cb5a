package io.perpixel.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.perpixel.remote.MlflowServer.RefusedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells an MLflow server of a version: a registered model with a version whose source is where its
 * files are, a run with its metrics, and aliases. Files stay where they are. A version that the
 * server has already only gets its aliases, and a push that ended half way is taken up where it
 * ended: run and version carry what tells the version from all others, and are looked for first.
 */
public final class MlflowPush {
  /** The environment variable of the token, as MLflow's own clients know it. */
  public static final String TOKEN_VARIABLE = "MLFLOW_TRACKING_TOKEN";

  private static final String ORIGIN = "perpixel.version";
  private static final int METRICS_A_CALL = 1000;

  private final MlflowServer server;

  /** As {@link #MlflowPush(String, Map, Patience)} with the usual patience. */
  public MlflowPush(String address, Map<String, String> environment) {
    this(address, environment, Patience.defaults());
  }

  /**
   * A server; nothing is sent yet.
   *
   * @param address of the tracking server, as in {@code MLFLOW_TRACKING_URI}
   * @param environment where {@value #TOKEN_VARIABLE} may be
   * @throws IllegalArgumentException if the address or the token cannot be used
   */
  public MlflowPush(String address, Map<String, String> environment, Patience patience) {
    this.server = new MlflowServer(address, environment, patience);
  }

  /**
   * What the server is told.
   *
   * @param model name of the registered model there, and of the experiment of its runs
   * @param origin what tells this version from all others, by which it is found again; without
   *     quotation marks
   * @param run name of the run that made it
   * @param created when
   * @param source address of its files
   * @param metrics finite ones
   * @param tags of the version
   * @param aliases that name it
   */
  public record Version(
      String model,
      String origin,
      String run,
      Instant created,
      String source,
      Map<String, Double> metrics,
      Map<String, String> tags,
      List<String> aliases) {}

  /**
   * Pushes a version.
   *
   * @param number of the version at the server
   * @param isNew whether the server did not have it yet
   */
  public record Pushed(String number, boolean isNew) {}

  /**
   * Pushes a version.
   *
   * @throws IOException if the server cannot be reached or refuses; the message names the call
   */
  public Pushed push(Version version) throws IOException, InterruptedException {
    createModel(version.model());
    Optional<String> there = findVersion(version);
    String number = there.isPresent() ? there.get() : createVersion(version, run(version));
    for (String alias : version.aliases()) {
      server.post(
          "registered-models/alias",
          Map.of("name", version.model(), "alias", alias, "version", number));
    }
    return new Pushed(number, there.isEmpty());
  }

  private void createModel(String name) throws IOException, InterruptedException {
    try {
      server.post("registered-models/create", Map.of("name", name));
    } catch (RefusedException e) {
      if (!e.code().equals("RESOURCE_ALREADY_EXISTS")) {
        throw e;
      }
    }
  }

  private Optional<String> findVersion(Version version) throws IOException, InterruptedException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("filter", "name='%s'".formatted(version.model()));
    query.put("max_results", "1000");
    while (true) {
      JsonNode page = server.get("model-versions/search", query);
      for (JsonNode there : page.path("model_versions")) {
        if (isOf(version, there.path("tags"))) {
          return Optional.of(there.path("version").asText());
        }
      }
      String next = page.path("next_page_token").asText("");
      if (next.isEmpty()) {
        return Optional.empty();
      }
      query.put("page_token", next);
    }
  }

  private static boolean isOf(Version version, JsonNode tags) {
    for (JsonNode tag : tags) {
      if (tag.path("key").asText().equals(ORIGIN)
          && tag.path("value").asText().equals(version.origin())) {
        return true;
      }
    }
    return false;
  }

  private String experiment(String name) throws IOException, InterruptedException {
    Optional<String> there = findExperiment(name);
    return there.isPresent()
        ? there.get()
        : server.create(
            "experiments/create",
            Map.of("name", name),
            "/experiment_id",
            () -> findExperiment(name));
  }

  private Optional<String> findExperiment(String name) throws IOException, InterruptedException {
    try {
      JsonNode answer = server.get("experiments/get-by-name", Map.of("experiment_name", name));
      return Optional.of(MlflowServer.text(answer, "/experiment/experiment_id"));
    } catch (RefusedException e) {
      if (!e.code().equals("RESOURCE_DOES_NOT_EXIST")) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** The version's run, whole: what is told twice counts once. */
  private String run(Version version) throws IOException, InterruptedException {
    String experiment = experiment(version.model());
    Optional<String> begun = findRun(experiment, version);
    String run = begun.isPresent() ? begun.get() : createRun(experiment, version);
    long time = version.created().toEpochMilli();
    List<Map<String, Object>> metrics = new ArrayList<>();
    version
        .metrics()
        .forEach(
            (name, value) ->
                metrics.add(
                    Map.of("key", key(name), "value", value, "timestamp", time, "step", 0)));
    for (int from = 0; from < metrics.size(); from += METRICS_A_CALL) {
      int to = Math.min(metrics.size(), from + METRICS_A_CALL);
      server.post("runs/log-batch", Map.of("run_id", run, "metrics", metrics.subList(from, to)));
    }
    server.post("runs/update", Map.of("run_id", run, "status", "FINISHED", "end_time", time));
    return run;
  }

  /** Runs that were deleted at the server are not found. */
  private Optional<String> findRun(String experiment, Version version)
      throws IOException, InterruptedException {
    String filter = "tags.`%s` = '%s'".formatted(ORIGIN, version.origin());
    JsonNode answer =
        server.post(
            "runs/search",
            Map.of("experiment_ids", List.of(experiment), "filter", filter, "max_results", 1));
    for (JsonNode there : answer.path("runs")) {
      if (isOf(version, there.at("/data/tags"))) {
        return Optional.of(MlflowServer.text(there, "/info/run_id"));
      }
    }
    return Optional.empty();
  }

  private String createRun(String experiment, Version version)
      throws IOException, InterruptedException {
    return server.create(
        "runs/create",
        Map.of(
            "experiment_id", experiment,
            "run_name", version.run(),
            "start_time", version.created().toEpochMilli(),
            "tags", List.of(entry(ORIGIN, version.origin()))),
        "/run/info/run_id",
        () -> findRun(experiment, version));
  }

  private String createVersion(Version version, String run)
      throws IOException, InterruptedException {
    List<Map<String, String>> tags = new ArrayList<>();
    tags.add(entry(ORIGIN, version.origin()));
    version.tags().forEach((key, value) -> tags.add(entry(key, value)));
    return server.create(
        "model-versions/create",
        Map.of("name", version.model(), "source", version.source(), "run_id", run, "tags", tags),
        "/model_version/version",
        () -> findVersion(version));
  }

  private static Map<String, String> entry(String key, String value) {
    return Map.of("key", key, "value", value);
  }

  /** MLflow's names of metrics have letters, digits and {@code _-. /}. */
  private static String key(String name) {
    return name.replaceAll("[^A-Za-z0-9_\\-. /]", "_");
  }
}
