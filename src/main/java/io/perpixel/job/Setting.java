package io.perpixel.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The value of one key, read by type and range; what does not fit is a {@link UsageException}. */
final class Setting {
  private final String key;
  private final ConfigValue value;

  Setting(Config config, String key) {
    this(key, find(config, key));
  }

  private Setting(String key, ConfigValue value) {
    this.key = key;
    this.value = value;
  }

  private static ConfigValue find(Config config, String key) {
    ConfigValue value = config.root();
    // Not Config.getValue: that refuses null, whose place is worth naming in the error.
    for (String name : ConfigUtil.splitPath(key)) {
      value = value instanceof ConfigObject section ? section.get(name) : null;
    }
    if (value == null) {
      throw new IllegalArgumentException(key + " is not in reference.conf");
    }
    return value;
  }

  /** A text that is not blank. */
  String text() {
    if (!isScalar() || found().isBlank()) {
      throw unexpected("a text");
    }
    return found();
  }

  /** Whether this is a text that begins with a letter: no number, no list of numbers. */
  boolean isWord() {
    return isScalar() && !found().isEmpty() && Character.isLetter(found().charAt(0));
  }

  Optional<String> optionalText() {
    return isNull() ? Optional.empty() : Optional.of(text());
  }

  /** One of the given words. */
  String choice(Collection<String> words) {
    if (!isScalar() || !words.contains(found())) {
      throw unexpected("one of " + String.join(", ", words.stream().sorted().toList()));
    }
    return found();
  }

  int integer(int min, int max) {
    return (int) whole(min, max, "a whole number");
  }

  OptionalInt optionalInteger(int min, int max) {
    return isNull()
        ? OptionalInt.empty()
        : OptionalInt.of((int) whole(min, max, "null or a whole number"));
  }

  /** Any whole number of 64 bits. */
  long seed() {
    return whole(Long.MIN_VALUE, Long.MAX_VALUE, "a whole number of 64 bits");
  }

  /** A finite number above 0. */
  double positive() {
    double number = decimal("a number above 0");
    if (!(number > 0) || Double.isInfinite(number)) {
      throw unexpected("a number above 0");
    }
    return number;
  }

  /** A finite number, 0 or more. */
  double notNegative() {
    double number = decimal("a number, 0 or more");
    if (!(number >= 0) || Double.isInfinite(number)) {
      throw unexpected("a number, 0 or more");
    }
    return number;
  }

  /** Any finite number. */
  OptionalDouble optionalNumber() {
    if (isNull()) {
      return OptionalDouble.empty();
    }
    double number = decimal("null or a number");
    if (!Double.isFinite(number)) {
      throw unexpected("null or a number");
    }
    return OptionalDouble.of(number);
  }

  boolean bool() {
    return Boolean.parseBoolean(choice(List.of("true", "false")));
  }

  /** A number from 0 to 1. */
  double fraction() {
    double number = decimal("a number from 0 to 1");
    if (!(number >= 0 && number <= 1)) {
      throw unexpected("a number from 0 to 1");
    }
    return number;
  }

  /** A list of texts, also written as one text with commas; null is the empty list. */
  List<String> texts() {
    return elements("a list of texts").map(Setting::text).toList();
  }

  /** A list of whole numbers, also written as one text with commas, or a single number. */
  List<Integer> integers(int min) {
    return elements("a list of whole numbers").map(e -> e.integer(min, Integer.MAX_VALUE)).toList();
  }

  /** A list of finite numbers from 0, also written as one text with commas; null is empty. */
  List<Double> numbers() {
    return elements("a list of numbers, 0 or more").map(Setting::notNegative).toList();
  }

  private Stream<Setting> elements(String expected) {
    if (isNull()) {
      return Stream.empty();
    }
    if (value instanceof ConfigList list) {
      return list.stream().map(element -> new Setting(key, element));
    }
    if (!isScalar()) {
      throw unexpected(expected);
    }
    return Arrays.stream(found().split(",", -1))
        .map(part -> ConfigValueFactory.fromAnyRef(part.strip()).withOrigin(value.origin()))
        .map(part -> new Setting(key, part));
  }

  private long whole(long min, long max, String kind) {
    String expected = kind + range(min, max);
    try {
      // Not Config.getInt: that cuts 3.7 to 3 without a word.
      long whole = new BigDecimal(found()).longValueExact();
      if (whole >= min && whole <= max) {
        return whole;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Refused below, like a whole number out of range.
    }
    throw unexpected(expected);
  }

  private static String range(long min, long max) {
    if (max < Integer.MAX_VALUE) {
      return " from %d to %d".formatted(min, max);
    }
    return max == Integer.MAX_VALUE ? ", %d or more".formatted(min) : "";
  }

  private double decimal(String expected) {
    try {
      return new BigDecimal(found()).doubleValue();
    } catch (NumberFormatException e) {
      throw unexpected(expected);
    }
  }

  private boolean isNull() {
    return value.valueType() == ConfigValueType.NULL;
  }

  private boolean isScalar() {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> true;
      case OBJECT, LIST, NULL -> false;
    };
  }

  private String found() {
    return isScalar()
        ? String.valueOf(value.unwrapped())
        : value.render(ConfigRenderOptions.concise());
  }

  private UsageException unexpected(String expected) {
    return new UsageException(
        "%s: found %s = %s; expected %s".formatted(place(value), key, found(), expected));
  }

  /** {@code file:line}, or the {@code --set} argument that the value came from. */
  static String place(ConfigValue value) {
    // Typesafe writes "file: 12"; editors and terminals follow "file:12".
    return value.origin().description().replaceFirst(": (\\d+)$", ":$1");
  }
}
