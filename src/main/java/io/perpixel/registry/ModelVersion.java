package io.perpixel.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One version of a registered model; {@code provenance.json} among its files says what made it.
 *
 * @param model name of the registered model
 * @param number from 1
 * @param created when it was registered
 * @param run id of the run that made it
 * @param parent version that its training started from; empty if from scratch
 * @param metrics on the frozen test set, by name
 * @param files by their name
 */
public record ModelVersion(
    String model,
    int number,
    Instant created,
    String run,
    OptionalInt parent,
    Map<String, Double> metrics,
    Map<String, FileDigest> files) {

  private static final String IF_DAMAGED =
      "Bring a copy back; if there is none, let the aliases name other versions and delete its directory";

  /** Copies the maps. */
  public ModelVersion {
    metrics = new TreeMap<>(metrics);
    files = new TreeMap<>(files);
  }

  byte[] toBytes() {
    ObjectNode json = SealedJson.object();
    json.put("model", model).put("version", number).put("created", created.toString());
    json.put("run_id", run);
    if (parent.isPresent()) {
      json.put("parent", parent.getAsInt());
    } else {
      json.putNull("parent");
    }
    ObjectNode figures = json.putObject("metrics");
    metrics.forEach(figures::put);
    ObjectNode listed = json.putObject("files");
    files.forEach(
        (name, digest) ->
            listed.putObject(name).put("size", digest.size()).put("sha256", digest.sha256()));
    return SealedJson.seal(json);
  }

  /** From what {@link #toBytes} wrote. */
  static ModelVersion parse(byte[] content, String source) throws IOException {
    JsonNode json = SealedJson.open(content, source, IF_DAMAGED);
    Map<String, Double> metrics = new TreeMap<>();
    json.path("metrics")
        .fields()
        .forEachRemaining(e -> metrics.put(e.getKey(), e.getValue().asDouble()));
    Map<String, FileDigest> files = new TreeMap<>();
    json.path("files")
        .fields()
        .forEachRemaining(
            e ->
                files.put(
                    e.getKey(),
                    new FileDigest(
                        e.getValue().path("size").asLong(), e.getValue().path("sha256").asText())));
    JsonNode parent = json.path("parent");
    return new ModelVersion(
        json.path("model").asText(),
        json.path("version").asInt(),
        Instant.parse(json.path("created").asText()),
        json.path("run_id").asText(),
        parent.isInt() ? OptionalInt.of(parent.asInt()) : OptionalInt.empty(),
        metrics,
        files);
  }
}
