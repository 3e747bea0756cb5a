package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perpixel.testing.CrashingFileSystem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing, digests, records and staging, on the local file system and without Spark. */
class TableFilesTest {
  private final Configuration conf = new Configuration();
  @TempDir private Path dir;

  @AfterEach
  void repair() {
    CrashingFileSystem.repair();
  }

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
  void whatWasLeftOfDirectoriesWithNewNamesIsRemoved() throws IOException {
    ObjectNode dead = new ObjectMapper().createObjectNode();
    DeadProcess.to(dead);
    file(".perpixel-staging-part-1-" + StagedDirectory.newRun() + "/writer.json", dead.toString());
    org.apache.hadoop.fs.Path parent = new org.apache.hadoop.fs.Path(dir.toUri());
    StagedDirectory busy =
        new StagedDirectory(new org.apache.hadoop.fs.Path(parent, "part-2"), conf);
    try (busy) {
      StagedDirectory.removeAllLeftovers(parent, conf);
      try (Stream<Path> left = Files.list(dir)) {
        assertThat(left).singleElement().asString().contains(".perpixel-staging-part-2-");
      }
    }
    assertThat(dir).isEmptyDirectory();
    StagedDirectory.removeAllLeftovers(new org.apache.hadoop.fs.Path(parent, "nowhere"), conf);
  }

  @Test
  void whatCouldNotBeRemovedIsByTheNextRun() throws IOException {
    conf.setClass("fs.crash.impl", CrashingFileSystem.class, FileSystem.class);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("crash:" + dir + "/table");
    StagedDirectory staged = new StagedDirectory(path, conf);
    CrashingFileSystem.before("delete .*");
    assertThatThrownBy(staged::close).hasMessageContaining("crashed before: delete");
    CrashingFileSystem.repair();
    assertThat(StagedDirectory.hasLeftovers(path, conf)).isTrue();
    StagedDirectory.removeLeftovers(path, conf);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aWholeFileSystemIsNotReplaced() throws IOException {
    assertThat(HadoopFiles.replaceable(dir + "/out", conf))
        .isEqualTo(HadoopFiles.qualify(dir + "/out", conf));
    assertThatThrownBy(() -> HadoopFiles.replaceable("/", conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a directory in it");
  }

  /** Local files, of which no data file can be opened. */
  public static final class Unreadable extends RawLocalFileSystem {
    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path f, int bufferSize) throws IOException {
      if (f.getName().endsWith(".parquet")) {
        throw new IOException("opened " + f);
      }
      return super.open(f, bufferSize);
    }
  }

  @Test
  void aTableWithARecordIsKnownWithoutBeingRead() throws IOException {
    conf.setClass("fs.file.impl", Unreadable.class, FileSystem.class);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    file("out/a.parquet", "rows");
    assertThatThrownBy(() -> TableSource.digest(dir + "/out", conf)).hasMessageContaining("opened");
    file("out/_perpixel.json", "{\"key\": \"k\", \"counts\": {\"read\": 1, \"written\": 1}}");
    assertThat(TableSource.digest(dir + "/out", conf))
        .isEqualTo(new InputDigest(dir + "/out", 1, 4, "record", "k"));
  }

  @Test
  void longReasonsAreCut() {
    assertThat(new Reject("a", "decode", "x".repeat(10_000)).reason()).hasSize(500).endsWith("…");
  }
}
