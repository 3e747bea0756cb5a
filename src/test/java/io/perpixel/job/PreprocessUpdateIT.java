package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.image.Layout;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.spark.ImageRow;
import io.perpixel.testing.CrashingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code preprocess} again, after some of the input has changed. */
class PreprocessUpdateIT extends PreprocessBase {
  private static final String[] BUDGET = {"--failure-budget", "0.5", "--stages", "rescale=6x8"};

  private String format = "images";

  private void update(String expected) {
    assertThat(preprocess(options(format, "in", BUDGET))).as(() -> printed).isZero();
    assertThat(printed).contains(expected);
  }

  /** The table and the rejects are those of a run from nothing. */
  private void assertLikeAWholeRun() throws IOException {
    assertThat(
            preprocess(
                Stream.concat(
                        Stream.of("--format", format, "--input", dir + "/in"),
                        Stream.concat(Stream.of("--output", dir + "/whole"), Stream.of(BUDGET)))
                    .toArray(String[]::new)))
        .isZero();
    assertThat(table("out")).isEqualTo(table("whole"));
    assertThat(rejects("out-rejects")).isEqualTo(rejects("whole-rejects"));
    assertThat(record("out", "key")).isEqualTo(record("whole", "key"));
    assertThat(record("out", "counts")).isEqualTo(record("whole", "counts"));
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
    assertThat(dataFiles().containsAll(before)).as("files with changed rows stay").isFalse();
    assertLikeAWholeRun();

    // Nothing but deletions. A run that is killed before it commits leaves a list of its sources.
    Files.writeString(dir.resolve("out/_sources-0123456789ab.jsonl.gz"), "left");
    Files.delete(dir.resolve("in/00.png"));
    update("update: 0 new, 0 changed, 14 unchanged, 1 deleted");
    assertLikeAWholeRun();

    update("nothing to do");
    assertThat(dir.resolve("out"))
        .isDirectoryNotContaining("glob:**/_writing*")
        .isDirectoryNotContaining("glob:**/_temporary");
    assertThat(dir.resolve("out").toFile().list())
        .filteredOn(name -> name.contains("_sources") && !name.endsWith(".crc"))
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

  /** Any reader of Parquet would take old files, which lie beside the new ones, for rows. */
  @Test
  void oldFilesThatCouldNotBeRemovedAreByTheNextRun() throws IOException {
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.crash.impl", CrashingFileSystem.class.getName());
    String[] options = {
      "--format", "images", "--input", dir + "/in", "--output", "crash:" + dir + "/out"
    };
    copyPhoto("in/a.png");
    copyPhoto("in/b.png");
    assertThat(preprocess(options)).as(() -> printed).isZero();
    Files.delete(dir.resolve("in/a.png"));
    List<String> before = dataFiles();
    CrashingFileSystem.only("delete .*/out/part-.*");
    try {
      assertThat(preprocess(options)).isEqualTo(ExitCode.FAILURE);
    } finally {
      assertThat(CrashingFileSystem.repair()).isTrue();
    }
    assertThat(dataFiles()).containsAll(before);
    assertThat(preprocess(options)).as(() -> printed).isZero();
    assertThat(printed).contains("nothing to do");
    assertThat(table("out")).extracting(row -> row.getString(0)).containsExactly("b.png");
    assertThat(dir.resolve("out")).isDirectoryNotContaining("glob:**/_writing*");
  }

  @Test
  void withoutTheListOfItsSourcesATableIsLeftAlone() throws IOException {
    copyPhoto("in/a.png");
    assertThat(preprocess(options("images", "in"))).isZero();
    List<String> before = dataFiles();
    copyPhoto("in/b.png");
    Path list = dir.resolve("out").resolve(record("out", "sources").asText());
    byte[] whole = Files.readAllBytes(list);
    for (byte[] damaged :
        List.of(new byte[0], new byte[40], Arrays.copyOf(whole, whole.length - 12))) {
      Files.write(list, damaged);
      assertThat(preprocess(options("images", "in"))).isEqualTo(1);
      assertThat(printed).contains(list + ", which lists", "cannot be read", "remove the table");
    }
    Files.delete(list);
    assertThat(preprocess(options("images", "in"))).isEqualTo(2);
    assertThat(printed).contains(list + ", which lists", "is not there", "remove the table");
    assertThat(dataFiles()).isEqualTo(before);
    Files.write(list, whole);
    assertThat(preprocess(options("images", "in"))).as(() -> printed).isZero();
    assertThat(printed).contains("1 new, 0 changed, 1 unchanged, 0 deleted");
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

  /** What length and time say is unchanged is not even read to be identified. */
  @Test
  void unchangedFilesAreNotReadAgain() throws IOException {
    Path file = copyPhoto("in/a.png");
    copyPhoto("in/b.png");
    update("there is no table yet");
    FileTime time = Files.getLastModifiedTime(file);
    Files.write(file, new byte[(int) Files.size(file)]);
    Files.setLastModifiedTime(file, time);
    update("nothing to do");
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
    update("0 new, 1 changed, 1 unchanged");
    assertLikeAWholeRun();
  }

  /** A pair is new, or has changed, when one of its files is or has. */
  @Test
  void ofPairsOnlyWhatIsNewOrChangedIsRead() throws IOException {
    format = "pairs";
    for (String name : List.of("a", "b", "c", "d")) {
      pair(name, 7);
    }
    pair("a/inner", 7);
    copyPhoto("in/images/lonely.png");
    update("everything is read: there is no table yet");

    pair("e", 9);
    pair("b", 11);
    Files.delete(dir.resolve("in/images/c.png"));
    Files.delete(dir.resolve("in/masks/c.png"));
    update("update: 1 new, 1 changed, 4 unchanged, 1 deleted");
    assertThat(printed).contains("6 read = 5 written + 1 rejected", "this run   2 images");
    assertThat(rows("out")).extracting(row -> row.target().bytes()[0]).contains((byte) 11);
    assertLikeAWholeRun();

    // What belongs to another pair, whose name begins with this one's, is not lost with it.
    Files.delete(dir.resolve("in/images/a.png"));
    Files.delete(dir.resolve("in/masks/a.png"));
    mask("lonely", 3);
    update("update: 0 new, 2 changed, 3 unchanged, 1 deleted");
    assertThat(rows("out")).extracting(ImageRow::id).contains("a/inner", "lonely").hasSize(5);
    assertLikeAWholeRun();

    // Points make a column more: everything is read.
    Files.createDirectories(dir.resolve("in/points"));
    Files.writeString(dir.resolve("in/points/b.csv"), "row,column\n1,1\n");
    update("by other settings or code");
    assertLikeAWholeRun();
  }

  private void pair(String name, int value) throws IOException {
    if (Files.notExists(dir.resolve("in/images/" + name + ".png"))) {
      copyPhoto("in/images/" + name + ".png");
    }
    mask(name, value);
  }

  private void mask(String name, int value) throws IOException {
    byte[] mask = new byte[61 * 87];
    Arrays.fill(mask, (byte) value);
    Path file = dir.resolve("in/masks/" + name + ".png");
    Files.createDirectories(file.getParent());
    Files.write(file, Png.encode(Raster.uint8(61, 87, 1, Layout.HWC, mask)));
    // The same length within the same millisecond would be the same to a listing.
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L + value));
  }

  private static byte[] png(int height, int width) {
    return Png.encode(Raster.uint8(height, width, 3, Layout.HWC, new byte[height * width * 3]));
  }
}
