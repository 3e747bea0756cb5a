package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.testing.Launched;
import io.perpixel.testing.Launched.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit/perpixel} as users start it, with the assembly that the build has just made. */
class LauncherIT {
  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** Of the first launch, which makes the embedded Spark. */
  private static Outcome first;

  @TempDir private static Path elsewhere;
  @TempDir private Path directory;

  @BeforeAll
  static void launch() throws Exception {
    assertThat(ROOT.resolve("target/perpixel.jar")).isRegularFile();
    first = launch(ROOT, elsewhere, Map.of(), "--master", "local[1]", "--version");
  }

  @Test
  void embeddedSparkRunsACommandFromAnyDirectory() {
    assertThat(first.output()).containsPattern("perpixel \\d+\\.\\d+\\.\\d+");
    assertThat(first.code()).isZero();
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
    for (String script : List.of("submit/perpixel", "submit/lib.sh")) {
      Files.copy(ROOT.resolve(script), copy.resolve(script));
    }
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

  /** {@code nvidia-smi} is ours here: there may be no GPU. */
  @Test
  void gpusAreToldToSparkByIndex() throws Exception {
    Path smi = Files.createDirectories(directory.resolve("bin")).resolve("nvidia-smi");
    Files.writeString(smi, "#!/bin/sh\nprintf '0\\n1\\n2\\n'\n");
    Files.setPosixFilePermissions(smi, PosixFilePermissions.fromString("rwxr-xr-x"));
    String path = smi.getParent() + ":" + System.getenv("PATH");
    assertThat(discover(Map.of("PATH", path)).output())
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\", \"2\"]}\n");
    assertThat(discover(Map.of("PATH", path, "CUDA_VISIBLE_DEVICES", "2,0")).output())
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}\n");
    Files.writeString(smi, "#!/bin/sh\nexit 9\n");
    assertThat(discover(Map.of("PATH", path)).code()).isNotZero();
  }

  private Outcome discover(Map<String, String> environment) throws Exception {
    Path script = ROOT.resolve("submit/gpu-discovery");
    return Launched.script(script, directory, environment, List.of()).await();
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
    return launch(root, directory, environment, arguments);
  }

  private static Outcome launch(
      Path root, Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return Launched.script(
            root.resolve("submit/perpixel"), directory, environment, List.of(arguments))
        .await();
  }
}
