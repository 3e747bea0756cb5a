package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.registry.Alias;
import io.perpixel.registry.Registry;
import io.perpixel.remote.MlflowDouble;
import io.perpixel.spark.HadoopStore;
import io.perpixel.train.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryCommandTest {
  @TempDir private Path dir;
  private String printed;

  private int registry(String... words) {
    List<String> args = new ArrayList<>(List.of("registry"));
    args.addAll(List.of(words));
    args.add("--set=registry.directory=" + dir);
    args.add("--set=registry.model=horses");
    CommandRun run = CommandRun.of(args);
    printed = run.printed();
    return run.code();
  }

  private void register(String run, double accuracy) throws IOException {
    new Registry(new HadoopStore(dir.toString(), new Configuration()), "horses", Clock.systemUTC())
        .register(
            new Registry.Registration(run, OptionalInt.empty(), Map.of("accuracy", accuracy)),
            Map.of("model.zip", Content.of(new byte[] {1, 2, 3})));
  }

  @Test
  void versionsArePushedToMlflow() throws IOException {
    register("a", 0.40);
    register("b", Double.NaN);
    registry("promote", "2");
    try (MlflowDouble server = new MlflowDouble(null)) {
      assertThat(registry("push", "champion", "--mlflow", server.address(), "--name", "ponies"))
          .as(() -> printed)
          .isZero();
      assertThat(printed)
          .contains("horses: version 2 is version 1 of ponies at the MLflow server, champion");
      assertThat(server.aliases).containsExactly(Map.entry("champion", "1"));
      assertThat(server.versions.get(0).path("source").asText())
          .endsWith(dir.getFileName() + "/horses/versions/000002");
      assertThat(server.versions.get(0).path("tags").toString())
          .contains("perpixel.sha256.model.zip");
      assertThat(registry("push", "2", "--mlflow", server.address(), "--name", "ponies")).isZero();
      assertThat(printed).contains(", as before, champion");
      assertThat(registry("push", "7", "--mlflow", server.address())).isEqualTo(2);
      assertThat(printed).contains("horses has no version 7");
    }
    assertThat(registry("push", "1", "--mlflow", "mlflow.example.org")).isEqualTo(2);
    assertThat(printed).contains("--mlflow").contains("expected https://HOST/PATH");
  }

  @Test
  void versionsAreListedPromotedAndRolledBack() throws IOException {
    assertThat(registry("list")).isZero();
    assertThat(printed).contains("no registered model in " + dir);
    register("a", 0.40);
    register("b", 0.45);
    assertThat(registry("promote", "1")).isZero();
    assertThat(registry("promote", "2", "--reason", "better by 5 points")).isZero();
    assertThat(printed).contains("horses: champion is version 2");
    assertThat(registry("list")).isZero();
    assertThat(printed)
        .contains("horses, 2 versions")
        .containsPattern(" 2 .*champion +accuracy 45");
    assertThat(registry("show")).isZero();
    assertThat(printed)
        .contains("version   2", "better by 5 points", "by run b", "parent    none")
        .contains(dir.resolve("horses/versions/000002/model.zip") + ", 3 bytes");
    assertThat(registry("rollback")).isZero();
    assertThat(printed).contains("champion is version 1 again");
    assertThat(registry("promote", "2", "--alias", Alias.CHALLENGER)).isZero();
    assertThat(registry("prune", "--keep", "1")).isZero();
    assertThat(printed).contains("nothing to remove");
  }

  @Test
  void mistakesAreToldAndDamageIsFound() throws IOException {
    register("a", 0.4);
    assertThat(registry("rollback")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("horses has no alias champion");
    assertThat(registry("promote", "7")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("horses has no version 7; it has [1]");
    assertThat(registry("show", "best")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("no alias best: name a version or an alias");
    assertThat(registry("prune", "--keep", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(registry()).isEqualTo(ExitCode.USAGE);
    assertThat(registry("verify")).isZero();
    assertThat(printed).contains("horses: 1 versions, 1 files, 0 problems");
    Files.write(dir.resolve("horses/versions/000001/model.zip"), new byte[] {1, 2, 4});
    assertThat(registry("verify")).isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("model.zip changed: 3 bytes with SHA-256", "1 problems");
  }
}
