package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.testing.Launched;
import io.perpixel.testing.Launched.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code submit/quickstart}: the commands that it runs, in a project that is built already. */
class QuickstartTest {
  @TempDir private Path root;

  @BeforeEach
  void project() throws Exception {
    Path submit = Files.createDirectories(root.resolve("submit"));
    Files.copy(Path.of("submit/quickstart"), submit.resolve("quickstart"));
    Files.createDirectories(root.resolve("src/main"));
    Files.createFile(root.resolve("pom.xml"));
    Files.createFile(Files.createDirectories(root.resolve("target")).resolve("perpixel.jar"));
    Path launcher = submit.resolve("perpixel");
    Files.writeString(
        launcher,
        "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\" >'"
            + root
            + "/arguments'\necho 'report: as train says'\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
  }

  private Outcome quickstart(String... arguments) throws Exception {
    Outcome outcome =
        Launched.script(root.resolve("submit/quickstart"), root, Map.of(), List.of(arguments))
            .await();
    assertThat(outcome.code()).as(outcome.output()).isZero();
    return outcome;
  }

  private Settings settings() throws Exception {
    List<String> words = Files.readAllLines(root.resolve("arguments"));
    CommandLine.ParseResult train =
        Perpixel.commandLine().parseArgs(words.toArray(String[]::new)).subcommand();
    List<String> assignments = train.matchedOption("--set").getValue();
    return Settings.load(train.matchedOption("--config").getValue(), assignments);
  }

  @Test
  void trainsByTheSettingsOfTheSample() throws Exception {
    assertThat(quickstart("--sample").output()).contains("--config conf/colourize-sample.conf");
    assertThat(settings().runDirectory()).endsWith("runs/quickstart-sample");
    assertThat(settings().train().epochs()).isEqualTo(5);
  }

  /** The path of the report is train's to tell. */
  @Test
  void whatTheUserSetsWins() throws Exception {
    Outcome outcome =
        quickstart("--sample", "--set", "run.directory=else where", "--set", "train.epochs=2");
    assertThat(settings().runDirectory()).endsWith("else where");
    assertThat(settings().train().epochs()).isEqualTo(2);
    assertThat(outcome.output())
        .contains("run.directory=else\\ where")
        .doesNotContain("quickstart-sample/report.html")
        .endsWith("report: as train says\n");
  }
}
