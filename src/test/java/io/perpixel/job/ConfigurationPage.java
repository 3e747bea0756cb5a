package io.perpixel.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.perpixel.testing.Markdown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/configuration.md}: every key of {@code reference.conf} with its comment. */
final class ConfigurationPage {
  private static final String START =
      """
      # Configuration reference

      <!-- Written by docs/generate from reference.conf: change that, then run it again. -->

      Every key that perpixel knows, with its default. `--config F` lays a file over the defaults, `--set key=value` lays
      single values over both; [conf/](../conf) holds a file for each task. The syntax is HOCON, a superset of JSON:
      `train { epochs = 3 }` and `train.epochs = 3` are the same. A key that is not here is an error that names the nearest
      one. `null` means: not set. A list may also be one text with commas, as in `--set train.trainable=up1.,up2.`.
      A path is relative to the working directory, or a Hadoop URI (`hdfs:`, `s3a:`, `file:`).

      The same text, as one file: [reference.conf](../src/main/resources/io/perpixel/job/reference.conf). What a run was
      made with is in `settings.conf` of its directory.
      """;

  /** {@code models.colour-cnn = ${models.colour-unet}}: has the settings of another model. */
  private static final Pattern SAME_AS = Pattern.compile("\\$\\{models\\.([a-z0-9-]+)}");

  /** {@code home = "."} and then {@code home = ${?PERPIXEL_HOME}}. */
  private static final Pattern OR_ENVIRONMENT = Pattern.compile("(.*), \\$\\{\\?([A-Z_]+)}");

  private static final String MODELS = "models";

  private final Config reference;
  private final StringBuilder page = new StringBuilder();

  private ConfigurationPage() {
    // Not resolved: the default of data.manifest is ${home}"/…", not where this was run.
    reference = ConfigFactory.parseResources(Settings.class.getClassLoader(), Settings.REFERENCE);
  }

  /** The page's text. */
  static String text() {
    return new ConfigurationPage().write();
  }

  private String write() {
    page.append(START).append('\n');
    List<Map.Entry<String, ConfigValue>> sections = inOrder(reference.root());
    sections.forEach(section -> contents(section.getKey(), section.getValue()));
    sections.forEach(
        section -> {
          if (section.getKey().equals(MODELS)) {
            models((ConfigObject) section.getValue());
          } else if (section.getValue() instanceof ConfigObject keys) {
            page.append("\n## ").append(section.getKey()).append('\n');
            comment(keys);
            keys(section.getKey() + ".", keys);
          } else {
            key("## ", section.getKey(), section.getValue());
          }
        });
    return page.toString();
  }

  private void contents(String name, ConfigValue value) {
    page.append("- [").append(name).append("](#").append(name).append(")");
    if (name.equals(MODELS)) {
      String links =
          inOrder((ConfigObject) value).stream()
              .filter(model -> model.getValue() instanceof ConfigObject)
              .map(model -> link(sharing(model.getKey(), (ConfigObject) value)))
              .collect(Collectors.joining(" · "));
      page.append(": ").append(links);
    } else if (value instanceof ConfigObject section) {
      List<String> keys = new ArrayList<>();
      collect(name + ".", section, keys);
      page.append(": ")
          .append(
              keys.stream()
                  .map(key -> "[%s](#%s)".formatted(key.substring(name.length() + 1), anchor(key)))
                  .collect(Collectors.joining(" · ")));
    }
    page.append('\n');
  }

  private static void collect(String prefix, ConfigObject section, List<String> into) {
    for (Map.Entry<String, ConfigValue> entry : inOrder(section)) {
      if (entry.getValue() instanceof ConfigObject inner) {
        collect(prefix + entry.getKey() + ".", inner, into);
      } else {
        into.add(prefix + entry.getKey());
      }
    }
  }

  private void keys(String prefix, ConfigObject section) {
    for (Map.Entry<String, ConfigValue> entry : inOrder(section)) {
      String name = prefix + entry.getKey();
      if (entry.getValue() instanceof ConfigObject inner) {
        page.append("\n### ").append(name).append('\n');
        comment(inner);
        keys(name + ".", inner);
      } else {
        key("### ", name, entry.getValue());
      }
    }
  }

  private void models(ConfigObject models) {
    page.append("\n## ").append(MODELS).append('\n');
    comment(models);
    for (Map.Entry<String, ConfigValue> model : inOrder(models)) {
      if (model.getValue() instanceof ConfigObject settings) {
        page.append("\n### ").append(sharing(model.getKey(), models)).append("\n\n");
        page.append("| key | default | |\n|---|---|---|\n");
        for (Map.Entry<String, ConfigValue> setting : inOrder(settings)) {
          page.append(
              "| `model.%s` | %s | %s |\n"
                  .formatted(
                      setting.getKey(),
                      shown(setting.getValue()),
                      Markup.cell(String.join(" ", lines(setting.getValue())))));
        }
      }
    }
  }

  /** The name of a model, with those that have the same settings. */
  private static String sharing(String model, ConfigObject models) {
    List<String> names = new ArrayList<>(List.of(model));
    models.forEach(
        (name, value) -> {
          Matcher same = SAME_AS.matcher(rendered(value));
          if (!(value instanceof ConfigObject) && same.matches() && same.group(1).equals(model)) {
            names.add(name);
          }
        });
    return String.join(", ", names);
  }

  private void key(String level, String name, ConfigValue value) {
    page.append('\n').append(level).append(name).append("\n\n");
    page.append("Default: ").append(shown(value)).append('\n');
    comment(value);
  }

  private void comment(ConfigValue value) {
    String text = String.join("\n", lines(value));
    if (!text.isBlank()) {
      page.append('\n').append(Markup.prose(text)).append('\n');
    }
  }

  private static List<String> lines(ConfigValue value) {
    return value.origin().comments().stream().map(String::strip).toList();
  }

  private static String link(String heading) {
    return "[%s](#%s)".formatted(heading, anchor(heading));
  }

  private static String anchor(String heading) {
    return Markdown.anchor(heading);
  }

  private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject section) {
    return section.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .toList();
  }

  private static String shown(ConfigValue value) {
    String text = rendered(value);
    Matcher environment = OR_ENVIRONMENT.matcher(text);
    if (environment.matches()) {
      return "`%s`, or what the environment's `%s` says"
          .formatted(bare(environment.group(1)), environment.group(2));
    }
    return "`" + bare(text) + "`";
  }

  /** A word needs no quotation marks. */
  private static String bare(String text) {
    return text.replaceFirst("^\"([^\"$]+)\"$", "$1");
  }

  private static String rendered(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise()).replace(",", ", ");
  }
}
