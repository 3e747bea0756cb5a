package io.perpixel.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of one JSON object, read with errors that name file and key. */
final class JsonFields {
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,18}) B");

  private final String where;
  private final JsonNode node;

  /**
   * @param where file and path of keys down to this object, as it stands in errors
   */
  JsonFields(String where, JsonNode node) throws ManifestException {
    this.where = where;
    this.node = node;
    if (!node.isObject()) {
      throw new ManifestException(where + ": found " + kind(node) + ", expected an object { … }");
    }
  }

  boolean has(String key) {
    return node.has(key);
  }

  String text(String key) throws ManifestException {
    return optionalText(key).orElseThrow(() -> error(key, "this field is missing"));
  }

  Optional<String> optionalText(String key) throws ManifestException {
    JsonNode value = node.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw error(key, "found " + kind(value) + ", expected a text that is not blank");
    }
    return Optional.of(value.textValue());
  }

  void expect(String key, String value) throws ManifestException {
    if (!text(key).equals(value)) {
      throw error(key, "found '" + text(key) + "', expected '" + value + "'");
    }
  }

  /** Croissant's {@code contentSize}: {@code "170052171 B"}. */
  long bytes(String key) throws ManifestException {
    String text = text(key);
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw error(key, "found '%s', expected bytes such as \"170052171 B\"".formatted(text));
    }
    return Long.parseLong(matcher.group(1));
  }

  /** A count of at least 1, or 0 if the field is absent. */
  long count(String key) throws ManifestException {
    JsonNode value = node.get(key);
    if (value == null) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
      throw error(key, "found " + kind(value) + ", expected a whole number of at least 1");
    }
    return value.longValue();
  }

  /** A share from 0 up to 1, or 0 if the field is absent. */
  double share(String key) throws ManifestException {
    JsonNode value = node.get(key);
    if (value == null) {
      return 0;
    }
    double share = value.asDouble(-1);
    if (!value.isNumber() || !(share >= 0 && share < 1)) {
      throw error(key, "found " + kind(value) + ", expected a number from 0 up to 1");
    }
    return share;
  }

  /** Whether something holds; false if the field is absent. */
  boolean flag(String key) throws ManifestException {
    JsonNode value = node.get(key);
    if (value != null && !value.isBoolean()) {
      throw error(key, "found " + kind(value) + ", expected true or false");
    }
    return value != null && value.booleanValue();
  }

  /** An object inside this one, if it is there. */
  Optional<JsonFields> object(String key) throws ManifestException {
    return node.has(key)
        ? Optional.of(new JsonFields(prefix() + key, node.get(key)))
        : Optional.empty();
  }

  /** A list of texts; empty if the field is absent. */
  List<String> texts(String key) throws ManifestException {
    List<String> texts = new ArrayList<>();
    JsonNode value = node.get(key);
    if (value != null && !value.isArray()) {
      throw error(key, "found " + kind(value) + ", expected a list [ … ] of texts");
    }
    for (int i = 0; value != null && i < value.size(); i++) {
      if (!value.get(i).isTextual()) {
        throw error(key, "found " + kind(value.get(i)) + ", expected a text");
      }
      texts.add(value.get(i).textValue());
    }
    return texts;
  }

  /** The objects of a list that must not be empty. */
  List<JsonFields> objects(String key) throws ManifestException {
    JsonNode value = node.get(key);
    if (value == null || !value.isArray() || value.isEmpty()) {
      String found = value == null ? "nothing" : kind(value);
      throw error(key, "found " + found + ", expected a list [ … ] that is not empty");
    }
    List<JsonFields> objects = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      objects.add(new JsonFields("%s%s[%d]".formatted(prefix(), key, i), value.get(i)));
    }
    return objects;
  }

  /** References {@code {"@id": …}}: none, one, or a list of them. */
  List<String> references(String key) throws ManifestException {
    if (!node.has(key)) {
      return List.of();
    }
    if (node.get(key).isArray()) {
      List<String> ids = new ArrayList<>();
      for (JsonFields reference : objects(key)) {
        ids.add(reference.text("@id"));
      }
      return ids;
    }
    return List.of(new JsonFields(prefix() + key, node.get(key)).text("@id"));
  }

  /** Misspelt fields must not pass for absent ones. */
  void allowOnly(List<String> known) throws ManifestException {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw error(name, "unknown field; known here: " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  ManifestException error(String key, String problem) {
    return new ManifestException(prefix() + key + ": " + problem);
  }

  private String prefix() {
    return where.endsWith("]") ? where + "." : where + ": ";
  }

  private static String kind(JsonNode value) {
    String text = value.toString();
    return value.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + (text.length() > 40 ? text.substring(0, 40) + "…" : text);
  }
}
