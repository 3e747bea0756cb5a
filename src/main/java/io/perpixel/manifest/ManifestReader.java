package io.perpixel.manifest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads manifests: Croissant 1.0 (JSON-LD), of which we use {@code distribution}; see {@link
 * Distribution} for the kinds of file objects.
 *
 * <p>A field that we do not know is an error, so that a misspelt one does not pass for absent. A
 * data set whose {@code license} is {@code unknown} must say in {@code perpixel:terms} where its
 * terms of use stand.
 */
public final class ManifestReader {
  private static final String CROISSANT = "http://mlcommons.org/croissant/1.0";

  private static final List<String> FIELDS =
      List.of(
          "@context",
          "@type",
          "@id",
          "conformsTo",
          "name",
          "description",
          "license",
          "url",
          "version",
          "datePublished",
          "citeAs",
          "creator",
          "keywords",
          "inLanguage",
          "sameAs",
          "distribution",
          "perpixel:terms");

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
   * @throws ManifestException with {@code where} and the key or line that is wrong
   */
  public static Manifest parse(String json, String where, URI base) throws ManifestException {
    JsonFields dataset = new JsonFields(where, tree(json, where));
    dataset.allowOnly(FIELDS);
    dataset.expect("conformsTo", CROISSANT);
    String license = dataset.text("license");
    String terms = dataset.optionalText("perpixel:terms").orElse("");
    if (license.equals("unknown") && terms.isEmpty()) {
      throw dataset.error("perpixel:terms", "missing; an unknown license needs the terms' address");
    }
    Distribution distribution = Distribution.read(dataset.objects("distribution"), base);
    return new Manifest(
        dataset.text("name"), license, terms, distribution.sources(), distribution.files());
  }

  private static JsonNode tree(String json, String where) throws ManifestException {
    try {
      return new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readTree(json);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ManifestException(
          "%s, line %d, column %d: not valid JSON: %s"
              .formatted(
                  where,
                  at == null ? 0 : at.getLineNr(),
                  at == null ? 0 : at.getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
  }
}
