package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.perpixel.testing.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParseResult;

/** What the documentation tells people to type, perpixel takes; settings that it names exist. */
class DocumentedCommandsTest {
  private static final String LAUNCHER = "submit/perpixel ";

  private static final Pattern KEY =
      Pattern.compile(
          "(home|run|data|palette|model|nn|train|registry|retrain|notify|report)"
              + "(\\.[a-z][a-z0-9-]*)+");

  /** Names of files look like keys. */
  private static final Pattern FILE =
      Pattern.compile(".*\\.(zip|json|jsonl|html|conf|png|md|ipynb)");

  private static final Set<String> COMMANDS = Perpixel.commandLine().getSubcommands().keySet();

  private static final Config REFERENCE =
      ConfigFactory.parseResources(Settings.class.getClassLoader(), Settings.REFERENCE).resolve();

  static Stream<Path> pages() throws IOException {
    return Markdown.files(".md").stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsAreTaken(Path page) throws IOException {
    Markdown markdown = Markdown.read(page);
    for (Markdown.Block block : markdown.blocks()) {
      for (String line : block.text().replace("\\\n", " ").lines().map(String::strip).toList()) {
        if (line.startsWith(LAUNCHER)) {
          taken(page, line, true);
        }
      }
    }
    for (String span : markdown.spans()) {
      if (span.startsWith(LAUNCHER)) {
        taken(page, span.replace('\n', ' '), false);
      } else if (COMMANDS.contains(span.split("\\s")[0]) && span.contains(" --")) {
        taken(page, LAUNCHER + span.replace('\n', ' '), false);
      }
    }
  }

  /** Blocks that are marked as hocon are files of settings. */
  @ParameterizedTest
  @MethodSource("pages")
  void filesOfSettingsAreTaken(Path page) throws IOException {
    for (Markdown.Block block : Markdown.read(page).blocks()) {
      if (block.language().equals("hocon")) {
        assertThatCode(
                () -> {
                  Settings settings = Settings.parse(block.text());
                  settings.data();
                  settings.palette();
                  settings.model();
                  settings.train();
                  settings.retrain();
                })
            .as("%s: %s", page, block.text())
            .doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void settingsExist(Path page) throws IOException {
    List<String> unknown =
        Markdown.read(page).spans().stream()
            .map(span -> span.replaceFirst(" ?=.*", ""))
            .filter(span -> KEY.matcher(span).matches() && !FILE.matcher(span).matches())
            .filter(key -> !isKnown(key) && !isPackage(key))
            .toList();
    assertThat(unknown).as("settings in %s that do not exist", page).isEmpty();
  }

  /** A key, or a section. */
  private static boolean isKnown(String key) {
    return REFERENCE.hasPathOrNull(key)
        || key.startsWith("model.")
            && REFERENCE.getObject("models").keySet().stream()
                .anyMatch(model -> REFERENCE.hasPathOrNull("models." + model + key.substring(5)));
  }

  /** Such as nn.layer. */
  private static boolean isPackage(String name) {
    return Files.isDirectory(Path.of("src/main/java/io/perpixel", name.replace('.', '/')));
  }

  /**
   * Parses a line.
   *
   * @param whole whether required options have to be there: in running text they need not
   */
  private static void taken(Path page, String line, boolean whole) {
    List<String> words = words(line.substring(LAUNCHER.length()));
    while (!words.isEmpty() && words.get(0).startsWith("-") && !words.get(0).equals("--help")) {
      words = words.subList(words.get(0).contains("=") ? 1 : 2, words.size());
    }
    if (words.isEmpty() || words.get(0).startsWith("[") || words.get(0).equals("COMMAND")) {
      return;
    }
    String[] arguments = words.toArray(String[]::new);
    assertThatCode(
            () -> {
              try {
                ParseResult parsed = Perpixel.commandLine().parseArgs(arguments);
                while (parsed.hasSubcommand()) {
                  parsed = parsed.subcommand();
                }
                settings(parsed);
              } catch (MissingParameterException e) {
                if (whole) {
                  throw e;
                }
              }
            })
        .as("%s: %s", page, line)
        .doesNotThrowAnyException();
  }

  /** Loads what --config and --set say: an unknown key is an error. */
  private static void settings(ParseResult parsed) {
    List<String> assignments = new ArrayList<>(parsed.matchedOptionValue("--set", List.of()));
    String config = parsed.matchedOptionValue("--config", null);
    if (parsed.commandSpec().findOption("--config") == null) {
      // describe, bench, import-weights: settings of a model.
      assignments.replaceAll(assignment -> "model." + assignment);
      if (parsed.hasMatchedOption("--model") && !assignments.isEmpty()) {
        assignments.add("model.name=" + parsed.matchedOptionValue("--model", ""));
      }
    }
    if (parsed.hasMatchedOption("--sweep")) {
      assignments.add(parsed.matchedOptionValue("--sweep", "").replaceFirst(",.*", ""));
    }
    if (config == null || !config.startsWith("conf/")) {
      Settings.of(assignments);
    } else {
      Settings.load(config, assignments);
    }
  }

  /** As a shell splits them, without comments and what an ellipsis stands for. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    var word = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+").matcher(line);
    while (word.find() && !word.group().startsWith("#")) {
      words.add(word.group().replaceAll("[\"']", ""));
    }
    words.remove("…");
    return words;
  }

  @Test
  void examplesOfHelpAreTaken() {
    List<String> examples = new ArrayList<>();
    collect(Perpixel.commandLine(), examples);
    assertThat(examples).hasSizeGreaterThan(10);
    examples.forEach(line -> taken(Path.of("--help"), LAUNCHER + line, true));
  }

  private static void collect(CommandLine command, List<String> examples) {
    String footer = String.join("\n", command.getCommandSpec().usageMessage().footer());
    Arrays.stream(footer.replace("\\\n", " ").split("\n"))
        .map(String::strip)
        .filter(line -> line.startsWith("perpixel "))
        .forEach(line -> examples.add(line.replaceFirst("perpixel +", "")));
    command.getSubcommands().values().forEach(inner -> collect(inner, examples));
  }
}
