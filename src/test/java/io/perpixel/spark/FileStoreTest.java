package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.testing.CrashingFileSystem;
import io.perpixel.train.Content;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private void put(String scheme, String name, Content content) throws IOException {
    FileStore.put(
        new org.apache.hadoop.fs.Path(scheme + dir, "new/" + name),
        content,
        new org.apache.hadoop.fs.Path(scheme + dir, "scratch"),
        conf);
  }

  /** On disks, on other file systems that rename, and where what is closed appears. */
  @ParameterizedTest
  @ValueSource(strings = {"file:", "crash:", "gs:"})
  void twoAttemptsAtOnceNeverShowHalfAFile(String scheme) throws Exception {
    Files.createDirectory(dir.resolve("scratch"));
    Path file = dir.resolve("new/test/a.png");
    CountDownLatch half = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FutureTask<Void> slow =
        new FutureTask<>(
            () -> {
              put(
                  scheme,
                  "test/a.png",
                  out -> {
                    out.write('w');
                    out.flush();
                    half.countDown();
                    await(goOn);
                    out.write("hole".getBytes(StandardCharsets.UTF_8));
                  });
              return null;
            });
    new Thread(slow, "slow attempt").start();
    await(half);
    assertThat(file).doesNotExist();
    put(scheme, "test/a.png", Content.of("whole".getBytes(StandardCharsets.UTF_8)));
    assertThat(file).hasContent("whole");
    goOn.countDown();
    slow.get(60, TimeUnit.SECONDS);
    assertThat(file).hasContent("whole");
    assertThat(file.getParent().toFile().list()).containsExactly("a.png");
    assertThat(dir.resolve("scratch")).isEmptyDirectory();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IOException("the other attempt did not come");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void anAttemptThatWasKilledLeavesNothingWhereFilesBelong() throws IOException {
    Files.createDirectory(dir.resolve("scratch"));
    CrashingFileSystem.before("rename .*");
    assertThatThrownBy(() -> put("crash:", "a.png", Content.of(new byte[9])))
        .hasMessageStartingWith("crashed before: rename ");
    assertThat(dir.resolve("new")).isEmptyDirectory();
    assertThat(dir.resolve("scratch").toFile().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "crash:"})
  void anAttemptThatOutlivesItsPassWritesNothing(String scheme) {
    assertThatThrownBy(() -> put(scheme, "test/a.png", Content.of(new byte[9])))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("scratch is gone");
    assertThat(dir).isEmptyDirectory();
  }
}
