package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.testing.CrashingFileSystem;
import io.perpixel.train.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
  private final Configuration conf = new Configuration();
  @TempDir private Path dir;

  FileStoreTest() {
    // Taken for an object store whose streams, as Google's, cannot be aborted.
    conf.setClass("fs.gs.impl", CrashingFileSystem.class, FileSystem.class);
    conf.setClass("fs.crash.impl", CrashingFileSystem.class, FileSystem.class);
  }

  @AfterEach
  void repair() {
    CrashingFileSystem.repair();
  }

  private void replace(String uri, String content) throws IOException {
    FileStore.replace(uri, Content.of(content.getBytes(StandardCharsets.UTF_8)), conf);
  }

  @Test
  void anObjectThatMustBeEndedIsBegunWhenAllOfItIsThere() throws IOException {
    Path file = dir.resolve("model.zip");
    replace("gs:" + file, "old");
    assertThatThrownBy(
            () ->
                FileStore.replace(
                    "gs:" + file,
                    out -> {
                      out.write(1);
                      throw new IOException("no more");
                    },
                    conf))
        .hasMessage("no more");
    assertThat(file).hasContent("old");
    replace("gs:" + file, "new");
    assertThat(file).hasContent("new");
    assertThat(dir.toFile().list()).containsExactly("model.zip");
  }

  @Test
  void whatWentWrongIsToldAndNotThatTheRestCouldNotBeRemoved() throws IOException {
    Path file = dir.resolve("model.zip");
    replace("crash:" + file, "old");
    CrashingFileSystem.before("rename .*");
    assertThatThrownBy(() -> replace("crash:" + file, "new"))
        .hasMessageStartingWith("crashed before: rename ")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(file).hasContent("old");
  }
}
