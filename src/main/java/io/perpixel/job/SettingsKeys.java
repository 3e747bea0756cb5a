package io.perpixel.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Refuses keys that {@code reference.conf} does not have, and names the nearest that it has. */
final class SettingsKeys {
  private SettingsKeys() {}

  /**
   * @param settings what the user wrote over the defaults
   * @param known the defaults: each key once, null where a setting is optional
   */
  static void check(Config settings, Config known) {
    Map<String, ConfigValue> knownKeys = new TreeMap<>();
    collect("", known.root(), knownKeys);
    Map<String, ConfigValue> found = new TreeMap<>();
    collect("", settings.root(), found);
    List<String> errors = new ArrayList<>();
    found.forEach(
        (key, value) -> {
          if (!knownKeys.containsKey(key)) {
            errors.add(error(key, value, knownKeys));
          }
        });
    if (!errors.isEmpty()) {
      throw new UsageException(String.join(System.lineSeparator(), errors));
    }
  }

  private static void collect(String prefix, ConfigObject section, Map<String, ConfigValue> keys) {
    section.forEach(
        (name, value) -> {
          String key = prefix + ConfigUtil.joinPath(name);
          if (value instanceof ConfigObject inner && !inner.isEmpty()) {
            collect(key + ".", inner, keys);
          } else {
            keys.put(key, value);
          }
        });
  }

  private static String error(String key, ConfigValue value, Map<String, ConfigValue> known) {
    String place = Setting.place(value);
    if (known.keySet().stream().anyMatch(k -> k.startsWith(key + "."))) {
      return "%s: found the single value %s; expected a section, such as %s { … }"
          .formatted(place, key, key);
    }
    return "%s: unknown key %s; the nearest valid key is %s"
        .formatted(place, key, nearest(key, known));
  }

  private static String nearest(String key, Map<String, ConfigValue> known) {
    return known.keySet().stream()
        // The models' defaults, which nobody writes: what is meant is model.KEY.
        .filter(k -> !k.startsWith("models."))
        .min(
            Comparator.comparingInt((String k) -> distance(key, k))
                .thenComparing(k -> EditDistance.of(key, k)))
        .orElseThrow();
  }

  /** Typing errors to get from one key to the other; a forgotten or wrong section counts as one. */
  private static int distance(String found, String known) {
    return Math.min(
        EditDistance.of(found, known), 1 + EditDistance.of(lastName(found), lastName(known)));
  }

  private static String lastName(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
