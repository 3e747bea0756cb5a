package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing, digests, records and staging, on the local file system and without Spark. */
class TableFilesTest {
  private final Configuration conf = new Configuration();
  @TempDir private Path dir;

  private Path file(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void listsDirectoriesAndGlobsInOrderWithoutHiddenNames() throws IOException {
    file("in/b.png", "b");
    file("in/a/c.png", "c");
    file("in/_perpixel.json", "{}");
    file("in/.hidden/d.png", "d");
    assertThat(ids(dir + "/in")).containsExactly("a/c.png", "b.png");
    assertThat(ids(dir + "/in/*.png")).containsExactly("b.png");
    assertThat(ids(dir + "/in/b.png")).containsExactly("b.png");
    assertThat(ids(dir + "/*/a")).containsExactly("in/a/c.png");
    assertThatThrownBy(() -> HadoopFiles.list(dir + "/nowhere", conf))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("nothing matches");
  }

  private List<String> ids(String uri) throws IOException {
    org.apache.hadoop.fs.Path root = HadoopFiles.root(uri, conf);
    return HadoopFiles.list(uri, conf).stream()
        .map(f -> HadoopFiles.relative(root, f.getPath()))
        .toList();
  }

  private InputDigest digest(long limit) throws IOException {
    String uri = dir + "/in";
    return InputDigest.of(uri, HadoopFiles.list(uri, conf), conf, limit);
  }

  @Test
  void contentDigestsSeeContentsAndNamesNotTimes() throws IOException {
    Path a = file("in/a", "one");
    InputDigest before = digest(100);
    assertThat(before.method()).isEqualTo("content");
    Files.setLastModifiedTime(a, FileTime.fromMillis(1_000_000));
    assertThat(digest(100)).isEqualTo(before);
    file("in/a", "two");
    assertThat(digest(100).sha256()).isNotEqualTo(before.sha256());
    file("in/a", "one");
    Files.move(a, dir.resolve("in/b"));
    assertThat(digest(100).sha256()).isNotEqualTo(before.sha256());
  }

  @Test
  void largeInputsAreTakenByTheirListing() throws IOException {
    Path a = file("in/a", "one");
    Files.setLastModifiedTime(a, FileTime.fromMillis(1_000_000));
    InputDigest before = digest(2);
    assertThat(before.method()).isEqualTo("listing");
    Files.setLastModifiedTime(a, FileTime.fromMillis(2_000_000));
    assertThat(digest(2).sha256()).isNotEqualTo(before.sha256());
  }

  @Test
  void aRecordIsFoundAgainAndItsKeySeesEverything() throws IOException {
    InputDigest input = new InputDigest("in", 1, 2, "content", "ab");
    TableRecord record = new TableRecord("preprocess", "1", List.of(input), Map.of("stages", ""));
    org.apache.hadoop.fs.Path table = new org.apache.hadoop.fs.Path(dir.toString());
    TableState state =
        new TableState(
            new Counts(3, 2, 1), List.of(new DataFile("a.parquet", 2, 99)), Optional.of("_s"));
    record.write(table, state, conf);
    TableRecord.Committed committed = TableRecord.committed(table, conf).orElseThrow();
    assertThat(committed.key()).isEqualTo(record.key());
    assertThat(committed.recipe()).isEqualTo(record.recipe());
    assertThat(committed.state()).isEqualTo(state);
    assertThat(
            List.of(
                new TableRecord("preprocess", "2", List.of(input), Map.of("stages", "")).key(),
                new TableRecord("preprocess", "1", List.of(), Map.of("stages", "")).key(),
                new TableRecord("preprocess", "1", List.of(input), Map.of("stages", "grey")).key(),
                new TableRecord("label", "1", List.of(input), Map.of("stages", "")).key()))
        .doesNotContain(record.key())
        .doesNotHaveDuplicates();
  }

  @Test
  void aBrokenRecordIsNoRecord() throws IOException {
    org.apache.hadoop.fs.Path table = new org.apache.hadoop.fs.Path(dir.toString());
    assertThat(TableRecord.committed(table, conf)).isEmpty();
    for (String text : new String[] {"", "{", "{}", "[1]", "{\"key\":\"a\"}"}) {
      file("_perpixel.json", text);
      assertThat(TableRecord.committed(table, conf)).as(text).isEmpty();
    }
  }

  @Test
  void rowsMayNotGetLost() {
    assertThatThrownBy(() -> new Counts(5, 3, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("5 rows read, but 3 written and 1 rejected");
  }

  @Test
  void aDirectoryAppearsWholeOrNotAtAll() throws IOException {
    Path destination = dir.resolve("table");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(destination.toUri());
    try (StagedDirectory staged = new StagedDirectory(path, conf)) {
      Files.createDirectories(Path.of(staged.path().toUri().getPath()));
    }
    assertThat(dir).isEmptyDirectory();
    for (String content : new String[] {"first", "second"}) {
      try (StagedDirectory staged = new StagedDirectory(path, conf)) {
        Path inside = Files.createDirectories(Path.of(staged.path().toUri().getPath()));
        Files.writeString(inside.resolve("part"), content);
        staged.commit();
      }
      assertThat(destination.resolve("part")).hasContent(content);
      assertThat(dir).isDirectoryNotContaining("glob:**/.perpixel*");
    }
  }

  @Test
  void longReasonsAreCut() {
    assertThat(new Reject("a", "decode", "x".repeat(10_000)).reason()).hasSize(500).endsWith("…");
  }
}
