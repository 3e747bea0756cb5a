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
 * Which model, and its settings: whole numbers from 1 or lists of them, or texts.
 *
 * @param name a name from the section {@code models}, such as {@code colour-unet}
 * @param values all settings of that model, given or default, as text such as {@code kernel: "3"};
 *     lists with commas
 */
public record ModelSettings(String name, Map<String, String> values) {
  private static final String PREFIX = "model.";

  /** The one setting that is a label, or none: labels begin at 0. */
  private static final String LABEL = "ignore";

  private static final int NO_LABEL = -1;

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
    String name = settings.at("model.name").text();
    Map<String, String> values = new TreeMap<>();
    for (String key : settings.names("model")) {
      if (!key.equals("name")) {
        Setting setting = settings.at(ConfigUtil.joinPath("model", key));
        boolean text = settings.at(ConfigUtil.joinPath("models", name, key)).isWord();
        values.put(
            key,
            text
                ? setting.text()
                : setting.integers(key.equals(LABEL) ? NO_LABEL : 1).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(",")));
      }
    }
    return new ModelSettings(name, values);
  }

  /** The model that these settings describe. */
  public ModelSpec spec() {
    try {
      return ModelSpecs.of(name, values);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
