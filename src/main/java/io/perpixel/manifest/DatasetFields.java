package io.perpixel.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields of a data set besides its files, as Croissant 1.0 has them: {@code @context},
 * {@code @type}, {@code conformsTo}, {@code name}, {@code description}, {@code license}, {@code
 * url}, {@code creator} and {@code datePublished} must be there.
 */
final class DatasetFields {
  static final String CROISSANT = "http://mlcommons.org/croissant/1.0";

  private static final Pattern DATE =
      Pattern.compile(
          "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
              + "(T([01][0-9]|2[0-3])(:[0-5][0-9]){1,2}(Z|[+-][0-9]{2}:[0-9]{2})?)?");

  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

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
          "perpixel:terms",
          "perpixel:layout",
          "perpixel:obtain");

  /** What the names that we use stand for. */
  private static final Map<String, String> CONTEXT = context();

  private DatasetFields() {}

  private static Map<String, String> context() {
    Map<String, String> context = new LinkedHashMap<>();
    context.put("@language", "en");
    context.put("@vocab", "https://schema.org/");
    context.put("sc", "https://schema.org/");
    context.put("cr", "http://mlcommons.org/croissant/");
    context.put("dct", "http://purl.org/dc/terms/");
    context.put("citeAs", "cr:citeAs");
    context.put("conformsTo", "dct:conformsTo");
    context.put("md5", "cr:md5");
    context.put("perpixel", "urn:perpixel:");
    return context;
  }

  /** The {@code @context} of appendix 1 of the specification, and our own prefix. */
  static JsonNode fullContext() {
    try (InputStream in = DatasetFields.class.getResourceAsStream("context.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("context.json in the perpixel jar cannot be read", e);
    }
  }

  /** Notes what is wrong with them. */
  static void check(JsonFields dataset) {
    dataset.allowOnly(FIELDS);
    Optional<JsonFields> context = dataset.object("@context");
    if (context.isPresent()) {
      CONTEXT.forEach(context.get()::expect);
    } else {
      dataset.text("@context");
    }
    dataset.expect("@type", "sc:Dataset");
    dataset.expect("conformsTo", CROISSANT);
    dataset.text("description");
    dataset.text("url", URL, "an address such as https://example.org/data");
    dataset.text("datePublished", DATE, "a date such as 2009-04-08");
    for (JsonFields creator : dataset.oneOrMore("creator")) {
      creator.allowOnly(List.of("@type", "@id", "name", "url", "email", "affiliation"));
      creator.text(
          "@type", Pattern.compile("sc:(Person|Organization)"), "sc:Person or sc:Organization");
      creator.text("name");
      for (String key : List.of("@id", "url", "email", "affiliation")) {
        creator.optionalText(key);
      }
    }
    for (String key : List.of("@id", "citeAs", "version", "inLanguage", "sameAs")) {
      dataset.optionalText(key);
    }
    dataset.texts("keywords");
  }
}
