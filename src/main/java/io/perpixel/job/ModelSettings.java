package io.perpixel.job;

import com.typesafe.config.ConfigUtil;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.nn.model.ModelSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which model, and its settings: whole numbers from 1, or lists of them.
 *
 * @param name a name from the section {@code models}, such as {@code colour-unet}
 * @param values all settings of that model, given or default, such as {@code kernel -> [3]}
 */
public record ModelSettings(String name, Map<String, List<Integer>> values) {
  private static final String PREFIX = "model.";

  /**
   * For commands that take {@code --model NAME --set filters=64}: the keys stand without {@code
   * model.}, or with it.
   */
  public static ModelSettings of(String name, List<String> assignments) {
    Stream<String> prefixed = assignments.stream().map(a -> a.startsWith(PREFIX) ? a : PREFIX + a);
    return Settings.of(Stream.concat(prefixed, Stream.of(PREFIX + "name=" + name)).toList())
        .model();
  }

  static ModelSettings from(Settings settings) {
    Map<String, List<Integer>> values = new TreeMap<>();
    for (String key : settings.names("model")) {
      if (!key.equals("name")) {
        values.put(key, settings.at(ConfigUtil.joinPath("model", key)).integers(1));
      }
    }
    return new ModelSettings(settings.at("model.name").text(), values);
  }

  /** The model that these settings describe. */
  public ModelSpec spec() {
    try {
      return switch (name) {
        case "colour-cnn", "colour-unet" ->
            new ColourNet(
                name.equals("colour-unet"),
                number("kernel"),
                number("filters"),
                number("colours"),
                number("channels"));
        default ->
            throw new IllegalStateException("reference.conf has a model that is none: " + name);
      };
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /** A setting that is a single number, such as {@code kernel}. */
  public int number(String key) {
    List<Integer> list = list(key);
    if (list.size() != 1) {
      throw new UsageException(
          "found %s%s = %s for %s; expected a single whole number"
              .formatted(PREFIX, key, list, name));
    }
    return list.get(0);
  }

  /** A setting that is a list, such as {@code widths}. */
  public List<Integer> list(String key) {
    List<Integer> list = values.get(key);
    if (list == null) {
      throw new IllegalArgumentException("%s has no setting %s".formatted(name, key));
    }
    return list;
  }
}
