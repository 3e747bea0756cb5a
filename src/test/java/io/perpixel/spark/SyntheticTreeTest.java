package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.testing.CrashingFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticTreeTest {
  private static final byte[] RECORD = "{}".getBytes(StandardCharsets.UTF_8);

  private final Configuration conf = new Configuration();
  @TempDir private Path dir;

  @AfterEach
  void repair() {
    CrashingFileSystem.repair();
  }

  private boolean write(String to) throws IOException {
    return new SyntheticTree(to, conf)
        .write("drawn", RECORD, files -> files.put("jpg/1.jpg", new byte[] {1}));
  }

  @Test
  void isWrittenOnce() throws IOException {
    String to = dir + "/flowers";
    assertThat(write(to)).isTrue();
    assertThat(write(to)).isFalse();
    assertThat(dir.resolve("flowers/jpg/1.jpg")).exists();
    assertThatThrownBy(() -> write(dir.toString())).hasMessageContaining("is not ours to replace");
    assertThatThrownBy(() -> write("/")).hasMessageContaining("expected a directory in it");
  }

  @Test
  void aCommitThatFailsLeavesNothing() {
    conf.setClass("fs.gs.impl", CrashingFileSystem.class, FileSystem.class);
    CrashingFileSystem.only("rename .*/new/jpg .*");
    assertThatThrownBy(() -> write("gs:" + dir + "/flowers"))
        .hasMessageContaining("crashed before: rename");
    assertThat(dir).isEmptyDirectory();
  }

  /** On object stores, where files come to their places one after the other. */
  @ParameterizedTest
  @ValueSource(strings = {"README.txt", "jpg", SyntheticTree.RECORD})
  void halfATreeHasNoRecordAndIsReplaced(String moment) throws IOException {
    conf.setClass("fs.gs.impl", CrashingFileSystem.class, FileSystem.class);
    String to = "gs:" + dir + "/flowers";
    CrashingFileSystem.before("rename .*/new/" + moment + " .*");
    assertThatThrownBy(() -> write(to)).hasMessageContaining("crashed before: rename");
    assertThat(CrashingFileSystem.repair()).isTrue();
    assertThat(dir.resolve("flowers")).exists();
    assertThat(dir.resolve("flowers").resolve(SyntheticTree.RECORD)).doesNotExist();
    assertThat(write(to)).isTrue();
    assertThat(dir.resolve("flowers/jpg/1.jpg")).exists();
    assertThat(dir.resolve("flowers").resolve(SyntheticTree.RECORD)).exists();
    assertThat(dir).isDirectoryNotContaining("glob:**/.perpixel*");
  }
}
