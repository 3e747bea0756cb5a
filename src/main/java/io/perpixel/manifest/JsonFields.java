package io.perpixel.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of one JSON object. A field that is wrong is noted among the problems, and read as if
 * it were absent, so that the next one is looked at too.
 */
final class JsonFields {
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,18}) B");

  private final String path;
  private final JsonNode node;
  private final Problems problems;

  /**
   * The fields of an object; of none, which is a problem, if it is something else.
   *
   * @param path of keys down to this object; empty for the document
   */
  JsonFields(String path, JsonNode node, Problems problems) {
    this.path = path;
    this.problems = problems;
    this.node = node.isObject() ? node : JsonNodeFactory.instance.missingNode();
    if (!node.isObject()) {
      problems.add(
          path.isEmpty() ? "$" : path, "found " + kind(node) + ", expected an object { … }");
    }
  }

  boolean has(String key) {
    return node.has(key);
  }

  /** A text that has to be there; empty, and a problem, if it is not. */
  Optional<String> text(String key) {
    if (!node.isMissingNode() && !node.has(key)) {
      problem(key, "this field is missing");
    }
    return optionalText(key);
  }

  /** A text that is not blank. */
  Optional<String> optionalText(String key) {
    JsonNode value = node.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      problem(key, "found " + kind(value) + ", expected a text that is not blank");
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }

  /** A text of this form, if it is there. */
  Optional<String> optionalText(String key, Pattern form, String expected) {
    Optional<String> text = optionalText(key);
    if (text.isPresent() && !form.matcher(text.get()).matches()) {
      problem(key, "found '%s', expected %s".formatted(text.get(), expected));
      return Optional.empty();
    }
    return text;
  }

  /** A text of this form, which has to be there. */
  Optional<String> text(String key, Pattern form, String expected) {
    return text(key).isEmpty() ? Optional.empty() : optionalText(key, form, expected);
  }

  void expect(String key, String value) {
    text(key)
        .filter(found -> !found.equals(value))
        .ifPresent(found -> problem(key, "found '%s', expected '%s'".formatted(found, value)));
  }

  /** Croissant's {@code contentSize}: {@code "170052171 B"}; 0, and a problem, if it is not. */
  long bytes(String key) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return 0;
    }
    Matcher matcher = BYTES.matcher(text.get());
    if (!matcher.matches()) {
      problem(key, "found '%s', expected bytes such as \"170052171 B\"".formatted(text.get()));
      return 0;
    }
    return Long.parseLong(matcher.group(1));
  }

  /** A count of at least 1, or 0 if the field is absent. */
  long count(String key) {
    JsonNode value = node.get(key);
    if (value == null) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
      problem(key, "found " + kind(value) + ", expected a whole number of at least 1");
      return 0;
    }
    return value.longValue();
  }

  /** A share from 0 up to 1, or 0 if the field is absent. */
  double share(String key) {
    JsonNode value = node.get(key);
    if (value == null) {
      return 0;
    }
    double share = value.asDouble(-1);
    if (!value.isNumber() || !(share >= 0 && share < 1)) {
      problem(key, "found " + kind(value) + ", expected a number from 0 up to 1");
      return 0;
    }
    return share;
  }

  /** Whether something holds; false if the field is absent. */
  boolean flag(String key) {
    JsonNode value = node.get(key);
    if (value != null && !value.isBoolean()) {
      problem(key, "found " + kind(value) + ", expected true or false");
    }
    return value != null && value.booleanValue();
  }

  /** An object inside this one, if it is there. */
  Optional<JsonFields> object(String key) {
    return node.has(key)
        ? Optional.of(new JsonFields(pathOf(key), node.get(key), problems))
        : Optional.empty();
  }

  /** An object, or each of a list of them, which has to be there. */
  List<JsonFields> oneOrMore(String key) {
    JsonNode value = node.get(key);
    return value != null && value.isObject() ? List.of(object(key).get()) : objects(key);
  }

  /** A list of texts; empty if the field is absent. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    JsonNode value = node.get(key);
    if (value != null && !value.isArray()) {
      problem(key, "found " + kind(value) + ", expected a list [ … ] of texts");
      return texts;
    }
    for (int i = 0; value != null && i < value.size(); i++) {
      if (value.get(i).isTextual()) {
        texts.add(value.get(i).textValue());
      } else {
        problem(key + "[" + i + "]", "found " + kind(value.get(i)) + ", expected a text");
      }
    }
    return texts;
  }

  /** The objects of a list that must be there and not be empty. */
  List<JsonFields> objects(String key) {
    List<JsonFields> objects = new ArrayList<>();
    JsonNode value = node.get(key);
    if (value == null || !value.isArray() || value.isEmpty()) {
      if (!node.isMissingNode()) {
        String found = value == null ? "nothing" : kind(value);
        problem(key, "found " + found + ", expected a list [ … ] that is not empty");
      }
      return objects;
    }
    for (int i = 0; i < value.size(); i++) {
      objects.add(new JsonFields("%s[%d]".formatted(pathOf(key), i), value.get(i), problems));
    }
    return objects;
  }

  /** References {@code {"@id": …}}: none, one, or a list of them. */
  List<String> references(String key) {
    return has(key)
        ? oneOrMore(key).stream().flatMap(reference -> reference.text("@id").stream()).toList()
        : List.of();
  }

  /** Misspelt fields must not pass for absent ones. */
  void allowOnly(List<String> known) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        problem(name, "unknown field; known here: " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  void problem(String key, String problem) {
    problems.add(pathOf(key), problem);
  }

  /** How many problems there are in the whole document so far. */
  int problems() {
    return problems.count();
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String kind(JsonNode value) {
    String text = value.toString();
    return value.getNodeType().name().toLowerCase(Locale.ROOT)
        + " "
        + (text.length() > 40 ? text.substring(0, 40) + "…" : text);
  }
}
