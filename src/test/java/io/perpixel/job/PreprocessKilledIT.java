package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.testing.HaltingFileSystem;
import io.perpixel.testing.Launched;
import io.perpixel.testing.Launched.Outcome;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code preprocess} in processes of their own: killed, and two at once. With {@code -Dkills=all}
 * it is killed before each of its changes to the file system, one after the other, which takes half
 * an hour; without, before those that matter most.
 */
class PreprocessKilledIT extends PreprocessBase {
  private static final int IMAGES = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<Row> wanted;

  /** What a run finds. */
  private enum Before {
    NOTHING,
    /** A table of the same input by other stages, which is replaced as a whole. */
    ANOTHER_TABLE,
    /** A table of some of the input, of an image that has changed since, and one that is gone. */
    AN_OLDER_TABLE
  }

  private void input() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      copyPhoto("in/%02d.png".formatted(i));
    }
    Files.writeString(dir.resolve("in/bad.png"), "bad");
  }

  private List<String> command(String output, String stages) {
    return List.of(
        "preprocess",
        "--format=images",
        "--input=" + dir.resolve("in"),
        "--output=" + dir.resolve(output),
        "--stages=" + stages,
        "--failure-budget=0.5");
  }

  private Launched start(String... properties) throws IOException {
    List<String> all = new ArrayList<>(List.of("spark.master=local[1]"));
    all.add("spark.hadoop.fs.file.impl=" + HaltingFileSystem.class.getName());
    all.addAll(List.of(properties));
    return Launched.command(dir, all, command("out", "rescale=6x8"));
  }

  /** Lays out, from nothing, what a run finds. */
  private void lay(Before before) throws IOException {
    try (Stream<Path> left = Files.walk(dir)) {
      for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(dir)) {
          Files.delete(file);
        }
      }
    }
    input();
    if (before == Before.ANOTHER_TABLE) {
      assertThat(run(command("out", "rescale=3x3"))).as(() -> printed).isZero();
    }
    if (before == Before.AN_OLDER_TABLE) {
      Path last = dir.resolve("in/05.png");
      Files.delete(last);
      Files.copy(dir.resolve("in/00.png"), dir.resolve("in/zz.png"));
      Files.writeString(dir.resolve("in/03.png"), "not yet");
      assertThat(run(command("out", "rescale=6x8"))).as(() -> printed).isZero();
      Files.delete(dir.resolve("in/zz.png"));
      Files.delete(dir.resolve("in/03.png"));
      copyPhoto("in/03.png");
      copyPhoto("in/05.png");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOTHING, create .*/_temporary/.*part-.*",
    // The old table is out of the way, the new one not there yet.
    "ANOTHER_TABLE, rename .*/new .*/out",
    // The record is the new one, the old files are still there.
    "AN_OLDER_TABLE, delete .*/out/part-.*"
  })
  void aKilledRunLeavesNoHalfAndTheNextOneEndsItsWork(Before before, String moment)
      throws Exception {
    assertThat(killed(before, "halt.on=" + moment)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "kills", matches = "all")
  void atWhateverMoment(Before before) throws Exception {
    int moment = 1;
    while (killed(before, "halt.at=" + moment)) {
      moment++;
    }
    System.out.printf("%s: killed at %d moments%n", before, moment - 1);
    assertThat(moment).isGreaterThan(50);
  }

  /** What an undisturbed run makes of the input, which is the same whatever was there before. */
  private List<Row> wanted() throws IOException {
    if (wanted == null) {
      lay(Before.NOTHING);
      assertThat(run(command("undisturbed", "rescale=6x8"))).isZero();
      wanted = table("undisturbed");
      assertThat(wanted).hasSize(IMAGES);
    }
    return wanted;
  }

  /** Whether the process got as far as the moment. */
  private boolean killed(Before before, String moment) throws Exception {
    List<Row> undisturbed = wanted();
    lay(before);
    boolean killed;
    Set<JsonNode> seen;
    try (Reader reader = new Reader(dir.resolve("out"));
        Launched process = start(moment)) {
      Outcome outcome = process.await();
      killed = outcome.code() == HaltingFileSystem.KILLED;
      if (!killed) {
        assertThat(outcome.code()).as(outcome.output()).isZero();
      }
      assertThat(run(command("out", "rescale=6x8"))).as(() -> printed).isZero();
      seen = reader.end();
    }
    assertThat(seen.size()).as("tables that a reader saw").isLessThanOrEqualTo(2);
    assertThat(table("out")).as("killed at %s", moment).isEqualTo(undisturbed);
    assertThat(rejects("out-rejects")).as("killed at %s", moment).containsOnlyKeys("bad.png");
    assertThat(names()).as(moment).containsExactlyInAnyOrder("in", "out", "out-rejects");
    assertThat(dir.resolve("out")).isDirectoryNotContaining("glob:**/_writing*");
    return killed;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith(Launched.PRINTED) && !name.startsWith("gate"))
          .toList();
    }
  }

  @Test
  void ofTwoRunsAtOnceTheSecondIsTurnedAway() throws Exception {
    input();
    Path gate = Files.createFile(dir.resolve("gate"));
    try (Launched first = start("halt.on=create .*/_temporary/.*part-.*", "halt.while=" + gate)) {
      first.awaitPrinted("waiting for");
      assertThat(Files.exists(dir.resolve("out"))).isFalse();
      assertThat(run(command("out", "rescale=6x8"))).isEqualTo(ExitCode.FAILURE);
      assertThat(printed)
          .contains("out is being written by process ", ", since 20", ".perpixel-lock-out");
      Files.delete(gate);
      Outcome outcome = first.await();
      assertThat(outcome.code()).as(outcome.output()).isZero();
    }
    assertThat(table("out")).hasSize(IMAGES);
    assertThat(names()).containsExactlyInAnyOrder("in", "out", "out-rejects");
  }

  /** Looks at a table all the time, as those do who read its record. */
  private static final class Reader implements AutoCloseable {
    private final Path table;
    private final Set<JsonNode> seen = new LinkedHashSet<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::watch);

    Reader(Path table) {
      this.table = table;
      thread.start();
    }

    private void watch() {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          look();
          Thread.sleep(2);
        }
      } catch (InterruptedException | ClosedByInterruptException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | AssertionError e) {
        failure.set(e);
      }
    }

    /**
     * A file that is missing means that another table has taken the place of the one listed, or,
     * while this thread stood still, has been there and is gone again.
     */
    private void look() throws IOException {
      byte[] record = record();
      if (record.length == 0) {
        return;
      }
      JsonNode node = JSON.readTree(record);
      for (JsonNode file : node.path("files")) {
        Path data = table.resolve(file.path("name").asText());
        if (!isThere(data, file)) {
          boolean listed = Arrays.equals(record, record());
          assertThat(listed && !isThere(data, file))
              .as("%s is listed, but not there or of another size", data)
              .isFalse();
          return;
        }
      }
      seen.add(node.path("key"));
    }

    private static boolean isThere(Path data, JsonNode listed) throws IOException {
      try {
        return Files.size(data) == listed.path("bytes").asLong();
      } catch (NoSuchFileException e) {
        return false;
      }
    }

    private byte[] record() throws IOException {
      try {
        return Files.readAllBytes(table.resolve("_perpixel.json"));
      } catch (NoSuchFileException e) {
        return new byte[0];
      }
    }

    Set<JsonNode> end() throws InterruptedException {
      thread.interrupt();
      thread.join();
      assertThat(failure.get()).isNull();
      return seen;
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
