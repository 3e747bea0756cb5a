package io.perpixel.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.image.Layout;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** {@code preprocess} again, after some of the input has changed. */
class PreprocessUpdateIT extends PreprocessBase {
  private static final String[] BUDGET = {"--failure-budget", "0.5", "--stages", "rescale=6x8"};

  private void update(String expected) {
    assertThat(preprocess(options("images", "in", BUDGET))).as(() -> printed).isZero();
    assertThat(printed).contains(expected);
  }

  /** The table and the rejects are those of a run from nothing. */
  private void assertLikeAWholeRun() throws IOException {
    assertThat(
            preprocess(
                Stream.concat(
                        Stream.of("--format", "images", "--input", dir + "/in"),
                        Stream.concat(Stream.of("--output", dir + "/whole"), Stream.of(BUDGET)))
                    .toArray(String[]::new)))
        .isZero();
    assertThat(table("out")).isEqualTo(table("whole"));
    assertThat(rejects("out-rejects")).isEqualTo(rejects("whole-rejects"));
    assertThat(record("out", "key")).isEqualTo(record("whole", "key"));
    assertThat(record("out", "counts")).isEqualTo(record("whole", "counts"));
  }

  private List<Row> table(String name) {
    return spark
        .read()
        .parquet(dir + "/" + name)
        .withColumn("data", hex(col("data")))
        .sort("id")
        .collectAsList();
  }

  private JsonNode record(String table, String field) throws IOException {
    Path file = dir.resolve(table).resolve("_perpixel.json");
    return new ObjectMapper().readTree(file.toFile()).path(field);
  }

  private List<String> dataFiles() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("out"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".parquet"))
          .sorted()
          .toList();
    }
  }

  @Test
  void onlyWhatIsNewOrChangedIsRead() throws IOException {
    for (int i = 0; i < 12; i++) {
      copyPhoto("in/%02d.png".formatted(i));
    }
    Files.writeString(dir.resolve("in/bad.png"), "bad");
    Files.writeString(dir.resolve("in/worse.png"), "worse");
    update("everything is read: there is no table yet");
    List<String> before = dataFiles();

    // New ones, one of them bad: the old files stay as they are.
    copyPhoto("in/sub/20.png");
    copyPhoto("in/05b.png");
    Files.writeString(dir.resolve("in/new-bad.png"), "bad, too");
    update("update: 3 new, 0 changed, 14 unchanged, 0 deleted");
    assertThat(printed).contains("17 read = 14 written + 3 rejected");
    assertThat(dataFiles()).containsAll(before).hasSizeGreaterThan(before.size());
    assertLikeAWholeRun();

    // A changed one, a repaired one, a deleted one, a deleted bad one.
    Files.write(dir.resolve("in/03.png"), png(40, 30));
    Files.write(dir.resolve("in/bad.png"), png(9, 9));
    Files.delete(dir.resolve("in/07.png"));
    Files.delete(dir.resolve("in/worse.png"));
    update("update: 0 new, 2 changed, 13 unchanged, 2 deleted");
    assertThat(printed).contains("15 read = 14 written + 1 rejected");
    assertThat(dataFiles()).doesNotContainSequence(before);
    assertLikeAWholeRun();

    // Nothing but deletions.
    Files.delete(dir.resolve("in/00.png"));
    update("update: 0 new, 0 changed, 14 unchanged, 1 deleted");
    assertLikeAWholeRun();

    update("nothing to do");
    assertThat(dir.resolve("out"))
        .isDirectoryNotContaining("glob:**/_writing*")
        .isDirectoryNotContaining("glob:**/_temporary");
    assertThat(Files.list(dir.resolve("out")).filter(f -> f.toString().contains("_sources")))
        .hasSize(1);
  }

  @Test
  void dryRunsSayWhatWouldBeDoneAndDoNothing() throws IOException {
    copyPhoto("in/a.png");
    assertThat(preprocess(options("images", "in", "--dry-run"))).isZero();
    assertThat(printed).contains("everything is read: there is no table yet", "dry run");
    assertThat(dir.resolve("out")).doesNotExist();
    assertThat(preprocess(options("images", "in"))).isZero();
    copyPhoto("in/b.png");
    List<String> before = dataFiles();
    assertThat(preprocess(options("images", "in", "--dry-run"))).isZero();
    assertThat(printed).contains("1 new, 0 changed, 1 unchanged, 0 deleted");
    assertThat(dataFiles()).isEqualTo(before);
    assertThat(preprocess(options("images", "in", "--dry-run", "--stages", "grey"))).isZero();
    assertThat(printed).contains("by other settings or code");
  }

  @Test
  void aboveTheBudgetTheOldTableStays() throws IOException {
    copyPhoto("in/a.png");
    assertThat(preprocess(options("images", "in"))).isZero();
    List<String> before = dataFiles();
    Files.writeString(dir.resolve("in/bad.png"), "bad");
    assertThat(preprocess(options("images", "in"))).isEqualTo(3);
    assertThat(printed).contains("2 read = 1 written + 1 rejected");
    assertThat(dataFiles()).isEqualTo(before);
    assertThat(rows("out")).hasSize(1);
    // The rejects are of the run that failed: the next one does not take them for the table's.
    Files.delete(dir.resolve("in/bad.png"));
    copyPhoto("in/c.png");
    assertThat(preprocess(options("images", "in"))).isZero();
    assertThat(printed).contains("the rejects of the last run are not there", "2 written");
  }

  @Test
  void manySmallFilesBecomeOne() throws IOException {
    copyPhoto("in/start.png");
    update("there is no table yet");
    for (int i = 0; i < 17; i++) {
      copyPhoto("in/%02d.png".formatted(i));
      update("1 new");
    }
    assertThat(dataFiles()).hasSizeLessThan(8);
    assertLikeAWholeRun();
  }

  /** A file touched but not changed is read again, to the same effect. */
  @Test
  void touchedFilesAreReadAgain() throws IOException {
    Path file = copyPhoto("in/a.png");
    copyPhoto("in/b.png");
    update("there is no table yet");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    update("nothing to do");
    copyPhoto("in/c.png");
    update("1 new, 1 changed, 1 unchanged");
    assertLikeAWholeRun();
  }

  private static byte[] png(int height, int width) {
    return Png.encode(Raster.uint8(height, width, 3, Layout.HWC, new byte[height * width * 3]));
  }
}
