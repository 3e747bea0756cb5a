package io.perpixel.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.metric.Drift;
import io.perpixel.registry.RunRecord.Outcome;
import io.perpixel.spark.HadoopStore;
import io.perpixel.train.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunsTest {
  private static final Instant START = Instant.parse("2026-11-27T02:00:00Z");

  @TempDir private Path dir;
  private Runs runs;

  @BeforeEach
  void open() throws IOException {
    runs = new Runs(new HadoopStore(dir.toString(), new Configuration()), "horses");
  }

  private RunRecord run(String id, int hour) throws IOException {
    RunRecord run = new RunRecord(id, START, "f" + id);
    run.end(Outcome.KEPT, "why", START.plusSeconds(3600L * hour));
    runs.write(run);
    return run;
  }

  @Test
  void aRecordComesBackAsItWas() throws IOException {
    RunRecord run = new RunRecord("a", START, "abc");
    run.resolved(Map.of("data", "123"), OptionalInt.of(3), OptionalInt.empty());
    run.ended("resolve", 1.5);
    run.ended("train", 20);
    run.ended("train", 1);
    run.images(240, 200);
    run.shifts(List.of(new Drift.Shift("hue", Drift.NEW, 0.3)));
    run.warn("far");
    run.warn("far");
    run.testSet("456");
    run.scored(
        Map.of("accuracy", 0.5, "cc", Double.NaN), OptionalInt.of(3), Map.of("accuracy", 0.4));
    run.registered(4);
    run.decided(true, "better", "margin=0.01");
    runs.write(run);
    RunRecord read = runs.read("a").orElseThrow();
    // Not AssertJ's own way, which holds NaN to be different from NaN.
    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(run);
    assertThat(read.phases()).containsExactly(Map.entry("resolve", 1.5), Map.entry("train", 21.0));
    run.end(Outcome.PROMOTED, "better", START.plusSeconds(60));
    runs.write(run);
    RunRecord ended = runs.read("a").orElseThrow();
    assertThat(ended.outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(ended.ended()).hasValue(START.plusSeconds(60));
  }

  @Test
  void anAttemptThatCountsNoMoreLeavesNothing() throws IOException {
    RunRecord run = new RunRecord("a", START, "abc");
    run.ended("train", 20);
    run.scored(Map.of("accuracy", 0.5), OptionalInt.empty(), Map.of());
    run.decided(true, "better", "margin=0.01");
    run.warn("far");
    run.beginAnew("def");
    RunRecord fresh = new RunRecord("a", START, "def");
    assertThat(run).usingRecursiveComparison().isEqualTo(fresh);
  }

  @Test
  void whatWasMadeIsDecidedOnAgainAsAnotherRun() throws IOException {
    RunRecord run = new RunRecord("a", START, "abc");
    run.resolved(Map.of("data", "123"), OptionalInt.of(3), OptionalInt.of(3));
    run.ended("train", 20);
    run.images(240, 200);
    run.testSet("456");
    run.scored(Map.of("accuracy", 0.5), OptionalInt.of(3), Map.of("accuracy", 0.4));
    run.registered(4);
    run.decided(false, "not better by 0.2", "margin=0.2");
    run.end(Outcome.KEPT, "not better by 0.2", START.plusSeconds(60));

    RunRecord again = run.decidedAgainAs("b", START.plusSeconds(100));

    assertThat(again.id()).isEqualTo("b");
    assertThat(again.outcome()).isEqualTo(Outcome.RUNNING);
    assertThat(again.promoted()).isEmpty();
    assertThat(again.policy()).isEmpty();
    assertThat(again.version()).hasValue(4);
    assertThat(again.metrics()).isEqualTo(run.metrics());
    assertThat(again.phases()).containsExactly(Map.entry("train", 0.0));
    runs.write(again);
    assertThat(runs.read("b").orElseThrow()).usingRecursiveComparison().isEqualTo(again);
  }

  /** As disks leave them that lost their power, or people. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\0\0\0\0\0\0\0\0", "\0\0\0{\177\177\177\177", "[1]", "{"})
  void whateverIsInItItIsDamage(String content) throws IOException {
    run("a", 1);
    Files.writeString(dir.resolve("horses/runs/a/run.json"), content);

    assertThatThrownBy(() -> runs.read("a")).isInstanceOf(DamageException.class);
  }

  @Test
  void oneDamagedRecordDoesNotHideTheOthers() throws IOException {
    for (int i = 1; i <= 4; i++) {
      run("r" + i, i);
    }
    Path damaged = dir.resolve("horses/runs/r2/run.json");
    Files.writeString(damaged, "{");
    List<String> told = new ArrayList<>();

    assertThat(runs.all(told::add)).extracting(RunRecord::id).containsExactly("r4", "r3", "r1");
    assertThat(told).singleElement().asString().contains("runs/r2/run.json is damaged");
    assertThat(runs.prune(1, Set.of())).as("nobody knows how old").containsExactly("r1", "r3");
    assertThat(damaged).hasContent("{");
  }

  @Test
  void aDamagedRecordIsNoRecord() throws IOException {
    run("a", 1);
    Path file = dir.resolve("horses/runs/a/run.json");
    Files.writeString(file, Files.readString(file).replace("kept", "promoted"));
    assertThatThrownBy(() -> runs.read("a"))
        .isInstanceOf(DamageException.class)
        .hasMessageContaining("runs/a/run.json is damaged: it is not what its seal is of")
        .hasMessageContaining("Bring a copy back, or delete its directory");
    assertThat(runs.read("b")).isEmpty();
  }

  @Test
  void oldRunsGoButThoseThatAreNeeded() throws IOException {
    for (int i = 1; i <= 6; i++) {
      run("r" + i, i);
    }
    runs.write("left", "train/model.zip", Content.of(new byte[] {1}));
    assertThat(runs.all()).extracting(RunRecord::id).startsWith("r6", "r5").hasSize(6);
    assertThat(runs.prune(2, Set.of("r1"))).containsExactly("left", "r2", "r3", "r4");
    assertThat(runs.all()).extracting(RunRecord::id).containsExactly("r6", "r5", "r1");
    assertThat(dir.resolve("horses/runs")).isDirectoryNotContaining("glob:**/{left,r2,r3,r4}");
  }

  @Test
  void logicalDatesNameRuns() {
    assertThat(Runs.id("2026-11-27T02:00:00+00:00")).isEqualTo("2026-11-27T02-00-00-00-00");
    assertThat(Runs.id(" 2026-11-27 ")).isEqualTo("2026-11-27");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "../x", ":", "{{ ds }}"})
  void whatIsNoDateIsRefused(String bad) {
    assertThatThrownBy(() -> Runs.id(bad)).hasMessageContaining("expected a date and time such as");
  }
}
