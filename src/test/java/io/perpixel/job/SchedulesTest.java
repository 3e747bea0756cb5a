package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code submit/schedules}: what they start is a command line that perpixel takes. */
class SchedulesTest {
  private static final Path SCHEDULES = Path.of("submit/schedules");

  @TempDir private Path dir;

  /** Cron's line as cron runs it, with programs in a directory of the test's. */
  @Test
  void cron() throws Exception {
    String line =
        read("perpixel-retrain.cron")
            .lines()
            .filter(l -> l.matches("([0-9*/,-]+ +){5}.*"))
            .reduce((a, b) -> b)
            .orElseThrow();
    String command = line.replaceFirst("([^ ]+ +){6}", "").replace("\\%", "%");
    Path submit = Files.createDirectories(dir.resolve("submit/schedules")).getParent();
    Files.copy(SCHEDULES.resolve("retry-failed"), submit.resolve("schedules/retry-failed"));
    executable(submit.resolve("perpixel"), "printf '%s\\n' \"$@\" >>'" + dir + "/arguments'");
    String here =
        command
            .replace("/opt/perpixel", dir.toString())
            .replace("/var/lib/perpixel", dir.toString());
    // Before and after: between them may be midnight.
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    assertThat(exitCode("bash", "-c", here)).isZero();
    List<String> arguments = Files.readAllLines(dir.resolve("arguments"));
    assertThat(arguments)
        .contains("--logical-date")
        .containsAnyOf(today + "T00:00:00Z", LocalDate.now(ZoneOffset.UTC) + "T00:00:00Z");
    assertTaken(arguments);

    // Another run at the same time leaves at once.
    Files.delete(dir.resolve("arguments"));
    Process holder =
        new ProcessBuilder(
                "flock", dir.resolve("retrain.lock").toString(), "sh", "-c", "echo; read x")
            .start();
    try {
      holder.getInputStream().read();
      assertThat(exitCode("bash", "-c", here)).isEqualTo(1);
      assertThat(dir.resolve("arguments")).doesNotExist();
    } finally {
      holder.getOutputStream().close();
      assertThat(holder.waitFor(120, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void systemd() throws IOException {
    String service = read("perpixel-retrain.service");
    Matcher start =
        Pattern.compile("(?m)^ExecStart=/opt/perpixel/submit/perpixel (.*)$").matcher(service);
    assertThat(start.find()).isTrue();
    assertTaken(List.of(start.group(1).split(" ")));
    assertThat(service)
        .contains("Restart=on-failure\n", "RestartPreventExitStatus=2 3 4\n", "Type=oneshot\n");
  }

  @Test
  void airflow() throws IOException {
    String dag = read("perpixel_retrain_airflow.py");
    Matcher list =
        Pattern.compile("(?s)application_args=\\[(.*?)\\]")
            .matcher(dag.replace("{{ ts }}", "2026-01-31T02:17:00+00:00"));
    assertThat(list.find()).isTrue();
    assertTaken(
        Pattern.compile("\"([^\"]*)\"")
            .matcher(list.group(1))
            .results()
            .map(m -> m.group(1))
            .toList());
    assertThat(dag)
        .contains(
            "catchup=False",
            "max_active_runs=1",
            "java_class=\"" + Perpixel.class.getName() + "\"",
            "in (%d, %d, %d)".formatted(ExitCode.USAGE, ExitCode.BAD_DATA, ExitCode.DIVERGED));
  }

  @Test
  void kubernetes() throws IOException {
    JsonNode manifest =
        new ObjectMapper(new YAMLFactory()).readTree(read("perpixel-retrain-kubernetes.yaml"));
    assertThat(manifest.path("kind").asText()).isEqualTo("ScheduledSparkApplication");
    assertThat(manifest.path("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
    JsonNode spec = manifest.path("spec");
    assertThat(spec.path("concurrencyPolicy").asText()).isEqualTo("Forbid");
    JsonNode application = spec.path("template");
    assertThat(application.path("restartPolicy").path("type").asText()).isEqualTo("Never");
    assertThat(application.path("mainClass").asText()).isEqualTo(Perpixel.class.getName());
    List<String> arguments = new ArrayList<>();
    application.path("arguments").forEach(argument -> arguments.add(argument.textValue()));
    assertTaken(arguments);
  }

  /** After spark-submit's options, each of which has a value here, comes a command of ours. */
  private static void assertTaken(List<String> words) {
    List<String> arguments = words;
    while (arguments.get(0).startsWith("-")) {
      arguments = arguments.subList(2, arguments.size());
    }
    CommandLine perpixel = Perpixel.commandLine();
    assertThat(arguments.get(0)).isEqualTo("retrain");
    CommandLine.ParseResult parsed = perpixel.parseArgs(arguments.toArray(String[]::new));
    assertThat(parsed.subcommand().matchedOption("--config")).isNotNull();
    assertThat(parsed.subcommand().matchedOption("--lock-wait").<Object>getValue())
        .hasToString("0");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "1 1 0, 0, 3",
    "1 1 1 1, 1, 3",
    "2, 2, 1",
    "1 3, 3, 2",
    "4, 4, 1",
    "137, 137, 1"
  })
  void onlyFailuresThatMayGoAwayAreTriedAgain(String codes, int last, int runs) throws Exception {
    Path calls = dir.resolve("calls");
    Path command = dir.resolve("command");
    executable(
        command,
        "echo >>'%s'; codes=(%s); exit \"${codes[$(wc -l <'%s') - 1]}\""
            .formatted(calls, codes, calls));
    assertThat(exitCode(SCHEDULES.resolve("retry-failed").toString(), "3", "0", command.toString()))
        .isEqualTo(last);
    assertThat(Files.readAllLines(calls)).hasSize(runs);
  }

  @Test
  void retryFailedNeedsItsNumbers() throws Exception {
    assertThat(exitCode(SCHEDULES.resolve("retry-failed").toString(), "0", "1", "true"))
        .isEqualTo(2);
    assertThat(exitCode(SCHEDULES.resolve("retry-failed").toString(), "true")).isEqualTo(2);
  }

  private int exitCode(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("printed").toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String read(String name) throws IOException {
    return Files.readString(SCHEDULES.resolve(name), StandardCharsets.UTF_8);
  }

  @Test
  void everyScheduleIsTested() throws IOException {
    try (Stream<Path> files = Files.list(SCHEDULES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "retry-failed",
              "perpixel-retrain.cron",
              "perpixel-retrain.service",
              "perpixel-retrain.timer",
              "perpixel_retrain_airflow.py",
              "perpixel-retrain-kubernetes.yaml");
    }
  }
}
