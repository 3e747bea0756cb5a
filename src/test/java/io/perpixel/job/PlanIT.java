package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code plan} measures on embedded Spark. */
class PlanIT extends TrainBase {
  private int plan(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "plan",
                "--set=data.directory=" + shared,
                "--set=model.filters=4",
                "--set=palette.colours=6",
                "--set=train.batch=4",
                "--warm-up=0",
                "--steps=1",
                "--output=" + dir.resolve("plan")));
    args.addAll(List.of(more));
    return run(args);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(dir.resolve("plan/plan.json").toFile());
  }

  @Test
  void measuresWithRandomImages() throws IOException {
    assertThat(plan("--random=8x8", "--images=10000", "--check")).as(() -> printed).isZero();
    JsonNode costs = json().path("costs");
    assertThat(costs.path("replicas_together").asInt()).isEqualTo(2);
    assertThat(costs.path("state_bytes").asLong()).as("parameters and two moments").isPositive();
    assertThat(costs.path("step_seconds").path("mean").asDouble()).isPositive();
    assertThat(costs.path("plain_images_per_second").asDouble()).isPositive();
    JsonNode exchanges = json().path("measured").path("exchanges");
    assertThat(exchanges.fieldNames()).toIterable().containsExactly("1", "2", "8", "32");
    exchanges.forEach(e -> assertThat(e.path("round").asDouble()).isPositive());
    assertThat(json().path("predictions")).hasSize(33);
    JsonNode checks = json().path("measured").path("checks");
    assertThat(checks.findValuesAsText("executors")).containsExactly("1", "1", "1", "2", "2", "2");
    assertThat(checks.findValuesAsText("averaging"))
        .containsExactly("1", "5", "20", "1", "5", "20");
    checks.forEach(c -> assertThat(c.path("images_per_second").asDouble()).isPositive());
    assertThat(printed).contains("Checked here: 2 executors averaging every 20 steps took");
  }

  @Test
  void lessThanAMinibatchForEachIsRefused() {
    assertThat(
            plan(
                "--set=data.input=data-manifests/sample-horses",
                "--set=data.limit=30",
                "--set=train.batch=20"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed)
        .contains("30 training images, fewer than a minibatch for each of 2 replicas (2 x 20)");
  }

  /**
   * The tail of a model with a frozen beginning trains on features. Of 30 images two replicas of
   * batch 4 take three steps.
   */
  @Test
  void measuresTheTailOfAModelOnTheDataOfTheSettings() throws IOException {
    assertThat(
            plan(
                "--set=data.input=data-manifests/sample-horses",
                "--set=data.limit=30",
                "--set=train.trainable=final."))
        .as(() -> printed)
        .isZero();
    assertThat(json().path("costs").path("state_bytes").asLong()).isBetween(1000L, 20_000L);
    assertThat(json().path("images").asLong()).isEqualTo(30);
    assertThat(json().at("/measured/checks/0/images").asLong()).isEqualTo(24);
  }
}
