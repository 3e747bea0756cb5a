package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.registry.Alias;
import io.perpixel.registry.ModelVersion;
import io.perpixel.registry.RunRecord;
import io.perpixel.registry.RunRecord.Outcome;
import io.perpixel.registry.Verification;
import io.perpixel.testing.CrashingFileSystem;
import io.perpixel.testing.HaltingFileSystem;
import io.perpixel.testing.Launched;
import io.perpixel.train.Provenance;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code retrain} that is stopped within each of its phases, and started again; and several at
 * once. With {@code -Dstarts=N} two processes are started together N times instead of once.
 */
class RetrainCrashIT extends RetrainBase {
  private static final String[] NIGHT = {"--logical-date=2026-12-24", "train.epochs=4"};

  /** The second night's end, undisturbed. */
  private static End undisturbed;

  /** The first night is over, and there are new images. */
  private static Path evening;

  @TempDir private static Path shared;
  @TempDir private Path dir;

  /** What has to be the same. */
  private record End(
      Outcome outcome,
      int versions,
      int champion,
      Map<String, Double> metrics,
      Map<String, Double> championMetrics,
      String parameters) {
    static End of(String root) throws IOException {
      RunRecord run = run(root, "2026-12-24");
      ModelVersion champion = RetrainBase.champion(root).orElseThrow();
      byte[] provenance = registry(root).read(champion, EarlierRun.PROVENANCE).orElseThrow();
      return new End(
          run.outcome(),
          registry(root).versions().size(),
          champion.number(),
          run.metrics(),
          run.championMetrics(),
          Provenance.parse(provenance, "").text("parameters_sha256").orElseThrow());
    }
  }

  @BeforeAll
  static void start() throws IOException {
    open(Map.of("spark.hadoop.fs.crash.impl", CrashingFileSystem.class.getName()));
    evening = shared.resolve("evening");
    String root = "crash:" + evening;
    horses(root, "test", 0, 10);
    horses(root, "train", 0, 30);
    CommandRun first = CommandRun.of(command(root));
    assertThat(first.code()).as(first.printed()).isZero();
    horses(root, "train", 30, 40);
    Path morning = copy(evening, shared.resolve("morning"));
    CommandRun second = CommandRun.of(command("crash:" + morning, NIGHT));
    assertThat(second.code()).as(second.printed()).isZero();
    undisturbed = End.of("crash:" + morning);
    assertThat(undisturbed.champion()).isEqualTo(2);
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copied = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copied);
        } else {
          Files.copy(file, copied, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    return to;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Training: between two epochs.
        "rename .* .*/train/checkpoints/epoch-00002.zip",
        // Scored, not registered: half of the version is there.
        "rename .* .*/versions/000002/version.json",
        // Decided, but not promoted.
        "rename .* .*/aliases/champion.json"
      })
  void itGoesOnAndEndsAsIfNothingHadBeen(String moment) throws Exception {
    crash(moment);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create .*/runs/2026-12-24/.*",
        "create .*/prepared/.*part-.*",
        "rename .* .*/runs/2026-12-24/statistics.json",
        "rename .* .*/train/settings.conf",
        "rename .* .*/train/model.zip",
        "rename .* .*/train/provenance.json",
        "rename .* .*/versions/000002/model.zip",
        "rename .* .*/aliases/challenger.json",
        "rename .* .*/runs/2026-12-24/report.html",
        "delete .*/train/checkpoints"
      })
  @EnabledIfSystemProperty(named = "kills", matches = "all")
  void atMoreMoments(String moment) throws Exception {
    crash(moment);
  }

  private void crash(String moment) throws Exception {
    Path place = copy(evening, dir.resolve("night"));
    String root = "crash:" + place;
    CrashingFileSystem.before(moment);
    int code = retrain(root, NIGHT);
    assertThat(CrashingFileSystem.repair()).as("it came to %s: %s", moment, printed).isTrue();
    if (code != 0) {
      assertThat(code).as(() -> printed).isEqualTo(ExitCode.FAILURE);
    }
    // Its process lives on, for it is this one: nobody would take its locks for a dead one's.
    unlock(place);
    int champion = champion(root).orElseThrow().number();
    assertThat(champion).isBetween(1, 2);
    assertThat(retrain(root, NIGHT)).as(() -> printed).isZero();
    assertThat(End.of(root)).isEqualTo(undisturbed);
    assertThat(Verification.of(registry(root)).problems()).isEmpty();
    assertThat(registry(root).alias(Alias.CHAMPION).orElseThrow().pointings()).hasSize(2);
    assertThat(retrain(root, NIGHT)).isZero();
    assertThat(printed).contains("nothing to do: run 2026-12-24 has finished (promoted");
  }

  private static void unlock(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith(".perpixel-lock-")).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void ofTwoProcessesAtOnceOneRuns() throws Exception {
    int starts = Integer.getInteger("starts", 1);
    for (int i = 1; i <= starts; i++) {
      Path place = copy(evening, dir.resolve("twins" + i));
      List<Launched> both = new ArrayList<>();
      for (int k = 0; k < 2; k++) {
        both.add(
            Launched.command(
                shared, List.of("spark.master=local[1]"), command(place.toString(), NIGHT)));
      }
      List<Launched.Outcome> outcomes = new ArrayList<>();
      for (Launched one : both) {
        outcomes.add(one.await());
        one.close();
      }
      // The second finds the first at work, or, if it was much slower, finished.
      assertThat(outcomes)
          .as("start %d: %s", i, outcomes)
          .filteredOn(o -> o.code() == 0 && o.output().contains("promoted: version 2"))
          .hasSize(1);
      assertThat(outcomes)
          .as("start %d: %s", i, outcomes)
          .filteredOn(
              o ->
                  o.code() == ExitCode.FAILURE && o.output().contains("is being written by process")
                      || o.code() == 0 && o.output().contains("nothing to do"))
          .hasSize(1);
      assertThat(registry(place.toString()).versions()).hasSize(2);
      assertThat(champion(place.toString()).orElseThrow().number()).isEqualTo(2);
    }
  }

  @Test
  void theSecondWaitsIfItIsToldAndTakesOverFromADeadOne() throws Exception {
    Path place = copy(evening, dir.resolve("night"));
    Path gate = Files.createFile(dir.resolve("gate"));
    List<String> properties =
        List.of(
            "spark.master=local[1]",
            "spark.hadoop.fs.file.impl=" + HaltingFileSystem.class.getName(),
            "halt.on=create .*/prepared/.*part-.*",
            "halt.while=" + gate);
    Launched first = Launched.command(dir, properties, command(place.toString(), NIGHT));
    try {
      first.awaitPrinted("waiting for");
      assertThat(retrain(place.toString(), NIGHT)).isEqualTo(ExitCode.FAILURE);
      assertThat(printed).contains("horses/retrain is being written by process ");
      StringWriter said = new StringWriter();
      CompletableFuture<CommandRun> second =
          CompletableFuture.supplyAsync(
              () ->
                  CommandRun.of(
                      command(place.toString(), "--lock-wait=600", NIGHT[0], NIGHT[1]), said));
      while (!said.toString().contains("waiting up to 10 min 00 s: ")) {
        assertThat(second).as(said::toString).isNotDone();
        Thread.sleep(20);
      }
      // As by kill -9.
      first.close();
      assertThat(second.get().code()).as(second.get().printed()).isZero();
      assertThat(second.get().out())
          .contains("run      2026-12-24 goes on after resolve")
          .contains("promoted: version 2");
      assertThat(registry(place.toString()).versions()).hasSize(2);
    } finally {
      first.close();
      Files.delete(gate);
    }
  }
}
