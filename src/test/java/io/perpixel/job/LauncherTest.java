package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.testing.Launched;
import io.perpixel.testing.Launched.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code submit/perpixel} hands to a Spark home, which is the test's own. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("submit/perpixel").toAbsolutePath();

  @TempDir private Path directory;

  private Path home(String submit) throws Exception {
    Path home = Files.createDirectories(directory.resolve("spark home"));
    Path script = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(script, "#!/usr/bin/env bash\n" + submit + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(home.resolve("conf"));
    return home;
  }

  private Outcome launch(Path home, String... arguments) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("SPARK_HOME", home.toString());
    environment.put("PERPIXEL_JAR", "hdfs://nowhere/perpixel.jar");
    environment.put("PERPIXEL_LOG", directory.resolve("perpixel.log").toString());
    for (String mine : List.of("SPARK_LOCAL_IP", "SPARK_CONF_DIR", "MASTER")) {
      environment.put(mine, "");
    }
    return Launched.script(LAUNCHER, directory, environment, List.of(arguments)).await();
  }

  /** A driver on the loopback interface is one that no executor of a cluster can reach. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                     | # nothing                | 127.0.0.1
                                     | spark.master yarn        | none
                                     | spark.master = k8s://x:1 | none
                                     | spark.master: local[2]   | 127.0.0.1
                                     | #spark.master yarn       | 127.0.0.1
          --master=spark://host:7077 | spark.master local       | none
          --master=local[2]          | spark.master yarn        | 127.0.0.1
          """)
  void onlySparkInOneProcessListensToItselfAlone(String option, String defaults, String address)
      throws Exception {
    Path home = home("echo \"address ${SPARK_LOCAL_IP:-none}\"");
    Files.writeString(home.resolve("conf/spark-defaults.conf"), "a.b c\n" + defaults + " \n");
    Outcome outcome =
        option == null ? launch(home, "--version") : launch(home, option, "--version");
    assertThat(outcome.output()).contains("address " + address + "\n");
    assertThat(outcome.code()).isZero();
  }

  /** The client of YARN ends with 1 whatever went wrong: what the driver said decides. */
  @Test
  void deployModeAndOptionsOfAPropertiesFileCount() throws Exception {
    Path home =
        home("printf '%s\\n' \"$@\"; echo 'User application exited with status 3' >&2; exit 1");
    Path file = directory.resolve("my.conf");
    Files.writeString(
        file,
        "spark.master=yarn\nspark.submit.deployMode=cluster\nspark.driver.extraJavaOptions -Dx=y z\n");
    Outcome outcome = launch(home, "--properties-file", file.toString(), "retrain");
    assertThat(outcome.code()).as(outcome.output()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(outcome.output())
        .containsPattern("spark.driver.extraJavaOptions=.*maxphysicalbytes=0 -Dx=y z\n");
  }
}
