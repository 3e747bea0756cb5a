package io.perpixel.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.perpixel.remote.MlflowPush.Pushed;
import io.perpixel.remote.MlflowPush.Version;
import io.perpixel.testing.DeafPort;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowPushTest {
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(60), 2, Duration.ofMillis(1), Duration.ofSeconds(1));

  private static Version version(String origin, String... aliases) {
    return new Version(
        "horses",
        origin,
        "run-" + origin,
        Instant.ofEpochMilli(1_700_000_000_000L),
        "hdfs://cluster/registry/" + origin,
        Map.of("accuracy", 0.5, "iou(flower)", 0.25),
        Map.of("perpixel.run", "run-" + origin),
        List.of(aliases));
  }

  private static Pushed push(MlflowDouble server, Version version)
      throws IOException, InterruptedException {
    return new MlflowPush(server.address() + "/", Map.of("MLFLOW_TRACKING_TOKEN", "t"), SHORT)
        .push(version);
  }

  @Test
  void aVersionGetsItsRunItsMetricsAndItsAliases() throws Exception {
    try (MlflowDouble server = new MlflowDouble("t")) {
      assertThat(push(server, version("a", "champion"))).isEqualTo(new Pushed("1", true));
      assertThat(server.aliases).containsExactly(Map.entry("champion", "1"));
      JsonNode there = server.versions.get(0);
      assertThat(there.path("source").asText()).isEqualTo("hdfs://cluster/registry/a");
      assertThat(there.path("tags")).hasSize(2);
      JsonNode run = server.runs.get(there.path("run_id").asText());
      assertThat(run.path("status").asText()).isEqualTo("FINISHED");
      assertThat(run.path("run_name").asText()).isEqualTo("run-a");
      assertThat(run.path("start_time").asLong()).isEqualTo(1_700_000_000_000L);
      assertThat(run.path("metrics"))
          .extracting(metric -> metric.path("key").asText() + "=" + metric.path("value").asDouble())
          .containsExactlyInAnyOrder("accuracy=0.5", "iou_flower_=0.25");
    }
  }

  @Test
  void whatIsThereAlreadyOnlyGetsItsAliases() throws Exception {
    try (MlflowDouble server = new MlflowDouble("t")) {
      for (String origin : List.of("a", "b", "c")) {
        assertThat(push(server, version(origin)).isNew()).isTrue();
      }
      server.calls.clear();
      assertThat(push(server, version("b", "champion"))).isEqualTo(new Pushed("2", false));
      assertThat(server.calls)
          .containsExactly(
              "registered-models/create",
              "model-versions/search",
              "model-versions/search",
              "registered-models/alias");
      assertThat(server.versions).hasSize(3);
      assertThat(server.runs).hasSize(3);
      assertThat(server.aliases).containsExactly(Map.entry("champion", "2"));
    }
  }

  /** As often as it is pushed, and wherever that ended before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "experiments/create",
        "runs/create",
        "runs/log-batch",
        "runs/update",
        "model-versions/create",
        "registered-models/alias"
      })
  void whatEndedHalfWayIsTakenUp(String call) throws Exception {
    try (MlflowDouble server = new MlflowDouble("t")) {
      push(server, version("other"));
      server.broken = call;
      // Of another model, whose experiment is not there yet.
      Version pushed = named("zebras", version("a", "champion"));
      assertThatThrownBy(() -> push(server, pushed))
          .hasMessageContaining(call)
          .hasMessageContaining("503");
      server.broken = null;
      push(server, pushed);
      assertThat(push(server, pushed).isNew()).isFalse();
      assertThat(server.runs).as("runs").hasSize(2);
      assertThat(server.versions).as("versions").hasSize(2);
      JsonNode run = server.runs.get(server.versions.get(1).path("run_id").asText());
      assertThat(run.path("run_name").asText()).isEqualTo("run-a");
      assertThat(run.path("status").asText()).isEqualTo("FINISHED");
      assertThat(run.path("metrics")).hasSize(2);
    }
  }

  /** Done, but the answer was lost on the way: asked again at once, it would be made twice. */
  @ParameterizedTest
  @ValueSource(strings = {"experiments/create", "runs/create", "model-versions/create"})
  void whatWasMadeWithoutAnAnswerIsNotMadeAgain(String call) throws Exception {
    try (MlflowDouble server = new MlflowDouble("t")) {
      server.mute = call;
      assertThat(push(server, version("a"))).isEqualTo(new Pushed("1", true));
      assertThat(server.calls).filteredOn(call::equals).hasSize(1);
      assertThat(server.runs).hasSize(1);
      assertThat(server.versions).hasSize(1);
    }
  }

  private static Version named(String model, Version as) {
    return new Version(
        model,
        as.origin(),
        as.run(),
        as.created(),
        as.source(),
        as.metrics(),
        as.tags(),
        as.aliases());
  }

  @Test
  void manyMetricsGoInSeveralCalls() throws Exception {
    Map<String, Double> metrics = new TreeMap<>();
    IntStream.range(0, 1001).forEach(i -> metrics.put("m" + i, (double) i));
    Version few = version("a");
    Version many =
        new Version(
            few.model(),
            "many",
            few.run(),
            few.created(),
            few.source(),
            metrics,
            Map.of(),
            List.of());
    try (MlflowDouble server = new MlflowDouble("t")) {
      push(server, many);
      assertThat(server.calls).filteredOn("runs/log-batch"::equals).hasSize(2);
    }
  }

  @Test
  void refusalsAndDeadServersAreTold() throws Exception {
    try (MlflowDouble server = new MlflowDouble("another")) {
      assertThatThrownBy(() -> push(server, version("a")))
          .hasMessage(
              "%s, registered-models/create: it answered 401 UNAUTHENTICATED who are you?: is MLFLOW_TRACKING_TOKEN set, and right?"
                  .formatted(server.address()));
      assertThat(server.versions).isEmpty();
    }
    try (DeafPort port = new DeafPort()) {
      String gone = "http://" + port.authority();
      assertThatThrownBy(() -> new MlflowPush(gone, Map.of(), SHORT).push(version("a")))
          .hasMessage(
              gone + ", registered-models/create: it refuses the connection (tried 2 times)");
    }
  }

  @Test
  void whatIsNoMlflowServerIsTold() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.json(200, "<html>"))) {
      MlflowPush push = new MlflowPush("http://" + server.authority(), Map.of(), SHORT);
      assertThatThrownBy(() -> push.push(version("a")))
          .hasMessageContaining("is it an MLflow server?");
    }
  }
}
