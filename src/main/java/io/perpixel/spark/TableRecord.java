package io.perpixel.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perpixel.train.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a table was made from and by; kept as {@value #FILE} inside its directory.
 *
 * @param command the command that wrote it
 * @param code version of the code
 * @param inputs digests of all inputs
 * @param parameters settings that decide the content, by name
 */
public record TableRecord(
    String command, String code, List<InputDigest> inputs, Map<String, String> parameters) {
  /** The leading underscore makes Parquet readers pass it by. */
  public static final String FILE = "_perpixel.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public TableRecord {
    inputs = List.copyOf(inputs);
    parameters = new TreeMap<>(parameters);
  }

  /** SHA-256 over everything here: equal keys mean equal tables. */
  public String key() {
    byte[] text = json().toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(InputDigest.newSha256().digest(text));
  }

  private ObjectNode json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("command", command).put("code", code);
    node.set("inputs", JSON.valueToTree(inputs));
    node.set("parameters", JSON.valueToTree(parameters));
    return node;
  }

  /**
   * Like {@link #key}, but without what the inputs contain: equal recipes mean that rows from equal
   * parts of the input are equal.
   */
  String recipe() {
    ObjectNode node = json();
    node.set("inputs", JSON.valueToTree(inputs.stream().map(InputDigest::path).toList()));
    byte[] text = node.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(InputDigest.newSha256().digest(text));
  }

  /** Writes it where nobody reads yet. */
  void write(Path directory, TableState state, Configuration conf) throws IOException {
    HadoopFiles.overwrite(new Path(directory, FILE), content(state), conf);
  }

  /** Puts it in the place of another at once: readers see the old one or this one. */
  void replace(Path directory, TableState state, Configuration conf) throws IOException {
    Content content = Content.of(content(state));
    FileStore.replace(new Path(directory, FILE).toString(), content, conf);
  }

  private byte[] content(TableState state) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("key", key()).put("recipe", recipe());
    node.setAll(json());
    node.set("counts", JSON.valueToTree(state.counts()));
    state.sources().ifPresent(name -> node.put("sources", name));
    node.set("files", JSON.valueToTree(state.files()));
    return (JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Key and counts of the table in a directory; empty if there is no record that can be read. */
  static Optional<Committed> committed(Path directory, Configuration conf) throws IOException {
    Path file = new Path(directory, FILE);
    if (!file.getFileSystem(conf).exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = file.getFileSystem(conf).open(file)) {
      JsonNode node = JSON.readTree(in);
      Counts counts = JSON.treeToValue(node.path("counts"), Counts.class);
      String key = node.path("key").asText();
      List<DataFile> files = new ArrayList<>();
      for (JsonNode listed : node.path("files")) {
        files.add(JSON.treeToValue(listed, DataFile.class));
      }
      return key.isEmpty() || counts == null
          ? Optional.empty()
          : Optional.of(
              new Committed(
                  key,
                  node.path("recipe").asText(),
                  node.path("inputs").findValuesAsText("path"),
                  new TableState(
                      counts, files, Optional.ofNullable(node.path("sources").textValue()))));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * What is there.
   *
   * @param key of its record
   * @param recipe of its record; empty in older ones
   * @param inputs their paths, as the user gave them
   * @param state what it holds
   */
  record Committed(String key, String recipe, List<String> inputs, TableState state) {
    Counts counts() {
      return state.counts();
    }

    List<DataFile> files() {
      return state.files();
    }
  }
}
