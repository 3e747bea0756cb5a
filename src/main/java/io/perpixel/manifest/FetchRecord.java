package io.perpixel.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code _fetched.json} beside the data: what was fetched, with digests, and from where. Written
 * last, so its presence means that the data set is whole.
 *
 * @param manifest name of the data set
 * @param sources id of the source that delivered each file, by file name
 * @param digests SHA-256 of each file, by file name
 */
record FetchRecord(String manifest, Map<String, String> sources, Map<String, String> digests) {
  static final String NAME = "_fetched.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The record at a destination; none if there is none or if it cannot be understood. */
  static Optional<FetchRecord> read(Destination destination) throws IOException {
    Optional<InputStream> stream = destination.open(NAME);
    if (stream.isEmpty()) {
      return Optional.empty();
    }
    JsonNode root;
    try (InputStream in = stream.get()) {
      root = JSON.readTree(in.readAllBytes());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return Optional.empty(); // A damaged record is as good as none: it is written anew.
    }
    Map<String, String> sources = new HashMap<>();
    Map<String, String> digests = new HashMap<>();
    for (JsonNode file : root.path("files")) {
      sources.put(file.path("name").asText(), file.path("source").asText());
      digests.put(file.path("name").asText(), file.path("sha256").asText());
    }
    return Optional.of(new FetchRecord(root.path("dataset").asText(), sources, digests));
  }

  /** Whether this is a record of just what the manifest asks for. */
  boolean covers(Manifest wanted) {
    Map<String, String> expected = new HashMap<>();
    wanted.files().forEach(file -> expected.put(file.name(), file.checksum().hex()));
    return manifest.equals(wanted.name()) && digests.equals(expected);
  }

  /** Writes the record of a whole data set to a local file. */
  static void write(Path to, Manifest manifest, Map<String, String> sources) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("dataset", manifest.name());
    root.put("fetched", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    ArrayNode files = root.putArray("files");
    for (DataFile file : manifest.files()) {
      files
          .addObject()
          .put("name", file.name())
          .put("bytes", file.size())
          .put("sha256", file.checksum().hex())
          .put("source", sources.getOrDefault(file.name(), "already there"));
    }
    Files.writeString(to, root.toPrettyString() + "\n");
  }
}
