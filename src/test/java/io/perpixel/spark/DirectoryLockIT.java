package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.testing.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two runs can do to each other where a lock's file can be written over: on S3. */
class DirectoryLockIT {
  private static final String HADOOP = "spark.hadoop.";
  private static final byte[] OTHER =
      "{\"id\": \"x\", \"host\": \"elsewhere.example\", \"since\": \"noon\"}"
          .getBytes(StandardCharsets.UTF_8);

  @TempDir private static java.nio.file.Path dir;
  private static S3Server s3;
  private static Configuration plain;

  private final SettlingConfiguration conf = new SettlingConfiguration(plain);
  private final Path table = new Path("s3a://locks/tables/photos");
  private final Path rejects = new Path("s3a://locks/tables/photos-rejects");

  /** What other runs do while this one waits for the store to settle, in place of time. */
  private static final class SettlingConfiguration extends Configuration {
    private final Deque<Action> others = new ArrayDeque<>();

    @FunctionalInterface
    interface Action {
      void run() throws IOException;
    }

    SettlingConfiguration(Configuration plain) {
      super(plain);
    }

    @Override
    public long getTimeDuration(String name, long defaultValue, TimeUnit unit) {
      if (!name.equals(DirectoryLock.SETTLING)) {
        return super.getTimeDuration(name, defaultValue, unit);
      }
      try {
        others.remove().run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return 0;
    }

    void whileSettling(Action... actions) {
      others.addAll(Arrays.asList(actions));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    s3 = new S3Server(dir);
    s3.bucket("locks");
    plain = new Configuration();
    S3Server.sparkSettings("locks", s3.port())
        .forEach((name, value) -> plain.set(name.substring(HADOOP.length()), value));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void clear() throws IOException {
    table.getFileSystem(plain).delete(table.getParent(), true);
  }

  private void overwrite(Path directory) throws IOException {
    HadoopFiles.overwrite(DirectoryLock.file(directory), OTHER, plain);
  }

  private void remove(Path directory) throws IOException {
    Path file = DirectoryLock.file(directory);
    assertThat(file.getFileSystem(plain).delete(file, false)).isTrue();
  }

  private boolean isLocked(Path directory) throws IOException {
    return HadoopFiles.exists(DirectoryLock.file(directory), plain);
  }

  private DirectoryLocks take(Path... directories) throws IOException {
    return new DirectoryLocks(List.of(directories), conf);
  }

  @Test
  void whoWroteLastHasIt() throws IOException {
    conf.whileSettling(() -> overwrite(table));
    assertThatThrownBy(() -> take(table))
        .isInstanceOf(DirectoryLockedException.class)
        .hasMessageContaining("photos is being written by")
        .hasMessageContaining("since noon");
    assertThat(isLocked(table)).as("is the other's").isTrue();
  }

  /** The other wrote over ours, could not go on, and took its file away, which was ours once. */
  @Test
  void whoWroteOverItAndLeftDoesNotLeaveItToNobody() throws IOException {
    conf.whileSettling(
        () -> {
          overwrite(table);
          remove(table);
        },
        () -> assertThat(isLocked(table)).as("made again").isTrue());
    try (DirectoryLocks held = take(table)) {
      held.requireHeld();
      assertThat(conf.others).isEmpty();
    }
    assertThat(isLocked(table)).isFalse();
  }

  /** Else each of two runs could get one of two locks, and both be refused. */
  @Test
  void theSecondLockIsOnlyTouchedByWhoHasTheFirst() throws IOException {
    conf.whileSettling(
        () -> {
          assertThat(isLocked(table)).isTrue();
          assertThat(isLocked(rejects)).isFalse();
          overwrite(table);
        });
    assertThatThrownBy(() -> take(table, rejects)).isInstanceOf(DirectoryLockedException.class);
    assertThat(isLocked(rejects)).isFalse();

    remove(table);
    conf.whileSettling(() -> {}, () -> overwrite(rejects));
    assertThatThrownBy(() -> take(table, rejects))
        .hasMessageContaining("photos-rejects is being written by");
    assertThat(isLocked(table)).as("given back").isFalse();
  }
}
