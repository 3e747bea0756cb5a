package io.perpixel.job;

import com.typesafe.config.ConfigUtil;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which model, and its settings: whole numbers from 1, or lists of them.
 *
 * @param name a name from the section {@code models}, such as {@code colour-unet}
 * @param values all settings of that model, given or default, such as {@code kernel: [3]}
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
    Map<String, String> texts = new TreeMap<>();
    values.forEach(
        (key, list) ->
            texts.put(key, list.stream().map(String::valueOf).collect(Collectors.joining(","))));
    try {
      return ModelSpecs.of(name, texts);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
