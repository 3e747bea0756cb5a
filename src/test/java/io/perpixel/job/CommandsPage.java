package io.perpixel.job;

import io.perpixel.testing.Markdown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code docs/commands.md}: every command with its options, as {@code --help} says it. */
final class CommandsPage {
  private static final String START =
      """
      # Command reference

      <!-- Written by docs/generate from the commands themselves: change those, then run it again. -->

      ```
      submit/perpixel [--master URL] [any spark-submit option] COMMAND [options]
      ```

      Each command says the same when it is asked: `submit/perpixel COMMAND --help`. Settings (`--set`) are those of the
      [configuration reference](configuration.md). Every path may be a Hadoop URI (`hdfs:`, `s3a:`, `file:`).
      """;

  private static final int WIDTH = 100;

  private final StringBuilder page = new StringBuilder();

  private CommandsPage() {}

  /** The page's text. */
  static String text() {
    CommandLine perpixel = Perpixel.commandLine();
    perpixel.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
    return new CommandsPage().write(perpixel);
  }

  private String write(CommandLine perpixel) {
    page.append(START).append('\n');
    perpixel.getSubcommands().values().forEach(command -> contents(command, ""));
    page.append("- [Options of every command](#options-of-every-command)\n");
    page.append("- [Exit codes](#exit-codes)\n");
    perpixel.getSubcommands().values().forEach(this::command);
    page.append("\n## Options of every command\n\n");
    options(perpixel.getCommandSpec().options());
    page.append("\n## Exit codes\n\n| code | |\n|---|---|\n");
    for (Map.Entry<String, String> code :
        perpixel.getCommandSpec().usageMessage().exitCodeList().entrySet()) {
      page.append("| %s | %s |\n".formatted(code.getKey(), Markup.cell(code.getValue())));
    }
    return page.toString().replaceAll("\n{3,}", "\n\n");
  }

  private void contents(CommandLine command, String indent) {
    String name = name(command.getCommandSpec());
    String all = String.join(" ", command.getCommandSpec().usageMessage().description());
    String sentence =
        all.replaceFirst("(?s)(?<=[.:])[\\s%].*", "")
            .replaceFirst("[.:]$", "")
            .replaceAll(" \\([^)]*\\)", "");
    page.append(
        "%s- [%s](#%s): %s\n"
            .formatted(indent, name, Markdown.anchor(name), Markup.prose(sentence)));
    command.getSubcommands().values().forEach(inner -> contents(inner, indent + "  "));
  }

  private void command(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    page.append("\n## ").append(name(spec)).append("\n\n");
    text(spec.usageMessage().description());
    if (command.getSubcommands().isEmpty()) {
      page.append("\n```\n")
          .append(command.getHelp().synopsis(0).replaceAll(" \\[(-hV|--verbose)]", "").strip())
          .append("\n```\n\n");
      arguments(spec);
    }
    text(spec.usageMessage().footer());
    command.getSubcommands().values().forEach(this::command);
  }

  private void arguments(CommandSpec spec) {
    Set<String> common =
        spec.root().options().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
    List<ArgSpec> own = new ArrayList<>(spec.positionalParameters());
    spec.options().stream()
        .filter(option -> !option.hidden() && !common.contains(option.longestName()))
        .sorted((a, b) -> Boolean.compare(b.required(), a.required()))
        .forEach(own::add);
    options(own);
  }

  private void options(List<? extends ArgSpec> all) {
    if (all.isEmpty()) {
      return;
    }
    page.append("| option | |\n|---|---|\n");
    for (ArgSpec argument : all) {
      page.append(
          "| `%s`%s | %s |\n"
              .formatted(
                  shown(argument).replace("|", "\\|"),
                  required(argument),
                  cell(argument.description())));
    }
  }

  private static String shown(ArgSpec argument) {
    if (argument instanceof PositionalParamSpec positional) {
      return positional.paramLabel();
    }
    OptionSpec option = (OptionSpec) argument;
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private static String required(ArgSpec argument) {
    // One option of a group is "required" where the others are not given.
    boolean always = argument.required() && argument.isOption() && argument.group() == null;
    return always ? ", required" : "";
  }

  /** Lines go on, except where the text turns to another kind of input. */
  private static String cell(String[] lines) {
    return Arrays.stream(lines)
        .map(line -> Markup.cell(unformatted(line)))
        .collect(Collectors.joining(" "))
        .replaceAll("(?<=\\.) (?=[a-z0-9, ]+: )", "<br>");
  }

  /** Lines of a help text; those that are indented are code. */
  private void text(String[] lines) {
    boolean code = false;
    for (String line : unformatted(String.join("\n", lines)).split("\n")) {
      boolean indented = line.startsWith("  ");
      if (indented != code) {
        page.append(code ? "```\n\n" : "\n```\n");
      }
      code = indented;
      page.append(code ? line.substring(2) : Markup.prose(line)).append('\n');
    }
    page.append(code ? "```\n" : "");
  }

  /** Help texts are formats. */
  private static String unformatted(String text) {
    return text.replace("%n", "\n").replace("%%", "%");
  }

  private static String name(CommandSpec spec) {
    return spec.qualifiedName().replaceFirst("^perpixel ", "");
  }
}
