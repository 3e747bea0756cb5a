package io.perpixel.manifest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads manifests: Croissant 1.0 (JSON-LD), of which we use {@code distribution}; see {@link
 * Distribution} for the kinds of file objects.
 *
 * <p>A field that we do not know is an error, so that a misspelt one does not pass for absent. A
 * data set whose {@code license} is {@code unknown} must say in {@code perpixel:terms} where its
 * terms of use stand. One that nobody can fetch for the user has {@code perpixel:obtain}, which
 * says what to do by hand, in place of a {@code distribution}.
 */
public final class ManifestReader {
  private ManifestReader() {}

  /**
   * Reads a local manifest.
   *
   * @throws ManifestException if it is not a valid manifest
   * @throws IOException if it cannot be read at all
   */
  public static Manifest read(Path file) throws IOException {
    String json = Files.readString(file, StandardCharsets.UTF_8);
    return parse(json, file.toString(), file.toAbsolutePath().toUri());
  }

  /**
   * Parses a manifest.
   *
   * @param where its name in error messages
   * @param base address that a relative {@code contentUrl} starts from
   * @throws ManifestException with {@code where} and all keys, or the line, that are wrong
   */
  public static Manifest parse(String json, String where, URI base) throws ManifestException {
    Problems problems = new Problems();
    JsonFields dataset = new JsonFields("", tree(json, where), problems);
    DatasetFields.check(dataset);
    Optional<String> name = dataset.text("name");
    Optional<String> license = dataset.text("license");
    Optional<String> terms = dataset.optionalText("perpixel:terms");
    if (license.filter("unknown"::equals).isPresent() && !dataset.has("perpixel:terms")) {
      dataset.problem("perpixel:terms", "missing; an unknown license needs the terms' address");
    }
    Optional<String> obtain = dataset.optionalText("perpixel:obtain");
    if (dataset.has("perpixel:obtain") && dataset.has("distribution")) {
      dataset.problem("perpixel:obtain", "expected only where there is no distribution");
    }
    boolean byHand = dataset.has("perpixel:obtain");
    List<JsonFields> objects = byHand ? List.of() : dataset.objects("distribution");
    Distribution distribution = Distribution.read(objects, base);
    Optional<PairLayout> layout = dataset.object("perpixel:layout").map(PairLayout::read);
    if (problems.count() > 0) {
      throw new ManifestException(where, problems.list());
    }
    return new Manifest(
        name.orElseThrow(),
        license.orElseThrow(),
        terms.orElse(""),
        distribution.sources(),
        distribution.files(),
        layout,
        obtain);
  }

  /** The text of a manifest that comes with the program; empty if there is none of that name. */
  public static Optional<String> bundled(String name) throws IOException {
    if (!name.matches("[a-z0-9][a-z0-9-]*")) {
      return Optional.empty();
    }
    try (InputStream in = ManifestReader.class.getResourceAsStream(name + ".json")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static JsonNode tree(String json, String where) throws ManifestException {
    try {
      return new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readTree(json);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String problem =
          "line %d, column %d: not valid JSON: %s"
              .formatted(
                  at == null ? 0 : at.getLineNr(),
                  at == null ? 0 : at.getColumnNr(),
                  e.getOriginalMessage());
      throw new ManifestException(where, problem, e);
    }
  }
}
