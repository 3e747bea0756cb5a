package io.perpixel.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.palette.Palette;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a model file says besides its graph: enough to feed it images and to read its output.
 *
 * @param spec the model
 * @param inputStages preprocessing from a stored image to the input
 * @param palette the palette artifact (JSON text) whose colours the classes are, if they are
 *     colours
 */
public record ModelInfo(ModelSpec spec, String inputStages, Optional<String> palette) {
  private static final int FORMAT = 1;

  /**
   * Checks that a palette can be this model's.
   *
   * @throws IllegalArgumentException naming both numbers of colours
   */
  public void requireColours(Palette colours) {
    if (colours.size() != spec.outputChannels()) {
      throw new IllegalArgumentException(
          "%s has %d classes, but the palette %d colours: use the palette that it was trained with"
              .formatted(spec.name(), spec.outputChannels(), colours.size()));
    }
  }

  /** As JSON. */
  byte[] toBytes() throws IOException {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("format", FORMAT);
    json.put("model", spec.name());
    ObjectNode settings = json.putObject("settings");
    new TreeMap<>(spec.settings()).forEach(settings::put);
    json.put("input_stages", inputStages);
    palette.ifPresent(p -> json.put("palette", p));
    return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  /** From what {@link #toBytes} wrote. */
  static ModelInfo parse(byte[] content, String source) throws IOException {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(content);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: what it says of its model is no JSON: %s".formatted(source, e.getOriginalMessage()),
          e);
    }
    if (json.path("format").asInt() != FORMAT) {
      throw new IOException(
          "%s has format %s, this version reads %d: use the perpixel version that wrote it"
              .formatted(source, json.path("format"), FORMAT));
    }
    TreeMap<String, String> settings = new TreeMap<>();
    json.path("settings")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    try {
      return new ModelInfo(
          ModelSpecs.of(json.path("model").asText(), settings),
          json.path("input_stages").asText(),
          Optional.ofNullable(json.path("palette").textValue()));
    } catch (IllegalArgumentException e) {
      throw new IOException(source + ": " + e.getMessage(), e);
    }
  }
}
