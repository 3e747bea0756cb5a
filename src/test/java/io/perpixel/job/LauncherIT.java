package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code submit/perpixel} as users start it, with the assembly that the build has just made. */
class LauncherIT {
  private static final Path ROOT = Path.of("").toAbsolutePath();

  private Path directory;

  private record Outcome(int code, String output) {}

  @BeforeEach
  void assemblyIsBuilt() throws IOException {
    assertThat(ROOT.resolve("target/perpixel.jar")).isRegularFile();
    directory = Files.createTempDirectory(ROOT.resolve("target"), "launcher-it-");
  }

  @Test
  void embeddedSparkRunsACommandFromAnyDirectory() throws Exception {
    Outcome outcome = launch(ROOT, Map.of(), "--master", "local[1]", "--version");
    assertThat(outcome.output()).contains("perpixel ").contains(".");
    assertThat(outcome.code()).isZero();
  }

  @Test
  void exitCodeOfTheCommandIsTheLaunchers() throws Exception {
    Outcome outcome = launch(ROOT, Map.of(), "--conf", "spark.app.name=a b", "nosuchcommand");
    assertThat(outcome.output()).contains("nosuchcommand").contains("perpixel --help");
    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void pathsMayHoldSpacesAndLinks() throws Exception {
    Path copy = Files.createDirectories(directory.resolve("two words"));
    Files.createDirectories(copy.resolve("target"));
    Files.createDirectories(copy.resolve("submit"));
    Files.copy(ROOT.resolve("submit/perpixel"), copy.resolve("submit/perpixel"));
    Files.createSymbolicLink(copy.resolve("conf"), ROOT.resolve("conf"));
    for (String built : List.of("target/perpixel.jar", "target/spark.classpath")) {
      Files.createSymbolicLink(copy.resolve(built), ROOT.resolve(built));
    }
    Outcome outcome = launch(copy, Map.of(), "--version");
    assertThat(outcome.output()).contains("perpixel ");
    assertThat(outcome.code()).isZero();
    assertThat(copy.resolve("logs/perpixel.log")).isRegularFile();
  }

  @Test
  void sparkHomeIsPreferred() throws Exception {
    Path home = Files.createDirectories(directory.resolve("spark home"));
    assertThat(launch(ROOT, Map.of(), "--version").code()).isZero();
    Files.createSymbolicLink(home.resolve("jars"), ROOT.resolve("target/spark-home/jars"));
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    String script =
        "#!/bin/sh\necho \"this is $SPARK_HOME\"\n"
            + "exec java -cp \"$SPARK_HOME/jars/*\" org.apache.spark.deploy.SparkSubmit \"$@\"\n";
    Files.writeString(submit, script);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    Outcome outcome = launch(ROOT, Map.of("SPARK_HOME", home.toString()), "nosuchcommand");
    assertThat(outcome.output()).contains("this is " + home).contains("perpixel --help");
    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whatIsMissingIsNamedWithTheCommandThatMakesIt() throws Exception {
    Outcome noJar = launch(ROOT, Map.of("PERPIXEL_JAR", "/none/p.jar"), "--version");
    assertThat(noJar.output()).contains("/none/p.jar", "mvn -f");
    assertThat(noJar.code()).isEqualTo(ExitCode.FAILURE);
    Outcome noSpark = launch(ROOT, Map.of("SPARK_HOME", "/none"), "--version");
    assertThat(noSpark.output()).contains("SPARK_HOME=/none", "unset it");
    assertThat(noSpark.code()).isEqualTo(ExitCode.FAILURE);
    Outcome noValue = launch(ROOT, Map.of(), "--master");
    assertThat(noValue.output()).contains("--master needs a value");
    assertThat(noValue.code()).isEqualTo(ExitCode.USAGE);
  }

  /** Runs the launcher of {@code root} in a directory that is not its own. */
  private Outcome launch(Path root, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("bash");
    command.add(root.resolve("submit/perpixel").toString());
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // The tests' own Spark home is an empty one.
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + command);
    }
    return new Outcome(process.exitValue(), Files.readString(output));
  }
}
