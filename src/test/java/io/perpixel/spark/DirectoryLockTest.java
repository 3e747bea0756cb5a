package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perpixel.testing.CrashingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  private static final String ELSEWHERE =
      "{\"id\": \"x\", \"host\": \"elsewhere.example\", \"pid\": 7, \"started\": 1,"
          + " \"user\": \"alice\", \"since\": \"2026-01-02T03:04:05Z\"}";

  private final Configuration conf = new Configuration();
  @TempDir private Path dir;

  private DirectoryLocks take() throws IOException {
    return new DirectoryLocks(List.of(HadoopFiles.qualify(dir + "/tables/photos", conf)), conf);
  }

  private Path file() {
    return dir.resolve("tables/.perpixel-lock-photos");
  }

  private void leave(String content, Instant touched) throws IOException {
    Files.createDirectories(dir.resolve("tables"));
    Files.writeString(file(), content);
    Files.setLastModifiedTime(file(), FileTime.from(touched));
  }

  @Test
  void oneAtATime() throws IOException {
    try (DirectoryLocks held = take()) {
      held.requireHeld();
      assertThat(file()).exists();
      assertThatThrownBy(this::take)
          .isInstanceOf(DirectoryLockedException.class)
          .hasMessageContaining("tables/photos is being written by process")
          .hasMessageContaining("user " + System.getProperty("user.name"))
          .hasMessageContaining("or remove file:" + file());
    }
    assertThat(file()).doesNotExist();
    take().close();
    assertThat(dir.resolve("tables")).isEmptyDirectory();
  }

  @Test
  void anotherHostIsBelievedAsLongAsItIsHeardOf() throws IOException {
    leave(ELSEWHERE, Instant.now().minus(DirectoryLock.LEASE.dividedBy(2)));
    assertThatThrownBy(this::take)
        .hasMessageContaining("process 7 on elsewhere.example of user alice, since 2026-01-02T03");
    leave(ELSEWHERE, Instant.now().minus(DirectoryLock.LEASE.multipliedBy(2)));
    take().close();
    assertThat(dir.resolve("tables")).isEmptyDirectory();
  }

  /** As a killed driver leaves it; its number may be another process's by now. */
  @Test
  void aDeadProcessOfThisHostHoldsNothing() throws IOException {
    DriverProcess self = DriverProcess.self();
    for (long pid : new long[] {Long.MAX_VALUE, self.pid()}) {
      leave(lockOf(new DriverProcess(self.host(), self.namespace(), pid, 1)), Instant.now());
      take().close();
    }
  }

  /** Its number means nothing here, though it is that of a process which began at another time. */
  @Test
  void anotherContainerOfTheSameHostNameIsBelievedToo() throws IOException {
    DriverProcess self = DriverProcess.self();
    for (String namespace : new String[] {"boot pid:[1]", ""}) {
      String lock = lockOf(new DriverProcess(self.host(), namespace, self.pid(), 1));
      leave(lock, Instant.now().minus(DirectoryLock.LEASE.dividedBy(2)));
      assertThatThrownBy(this::take).hasMessageContaining("on " + self.host() + " of user alice");
      leave(lock, Instant.now().minus(DirectoryLock.LEASE.multipliedBy(2)));
      take().close();
    }
  }

  private static String lockOf(DriverProcess holder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode lock = (ObjectNode) json.readTree(ELSEWHERE);
    holder.to(lock);
    return json.writeValueAsString(lock);
  }

  /** Another run has made the file and not written it yet; or died before it could. */
  @Test
  void aFileWithoutContentHoldsForAWhile() throws IOException {
    leave("{\"id", Instant.now());
    assertThatThrownBy(this::take).hasMessageContaining("a run that has not told its name");
    leave("", Instant.EPOCH);
    take().close();
  }

  @Test
  void whoHasLostTheLockIsTold() throws IOException {
    try (DirectoryLocks held = take()) {
      Files.delete(file());
      assertThatThrownBy(held::requireHeld)
          .isInstanceOf(DirectoryLockedException.class)
          .hasMessageContaining("not committed");
      leave(ELSEWHERE, Instant.now());
      assertThatThrownBy(held::requireHeld).isInstanceOf(DirectoryLockedException.class);
    }
    assertThat(file()).as("is another's").exists();
  }

  @Test
  void aLockThatCannotBeGivenBackDoesNotKeepTheOthers() throws IOException {
    conf.setClass("fs.crash.impl", CrashingFileSystem.class, FileSystem.class);
    DirectoryLocks held =
        new DirectoryLocks(
            List.of(
                HadoopFiles.qualify(dir + "/tables/photos", conf),
                HadoopFiles.qualify("crash:" + dir + "/tables/masks", conf)),
            conf);
    CrashingFileSystem.before("delete .*");
    assertThatThrownBy(held::close).hasMessageContaining("crashed before: delete");
    CrashingFileSystem.repair();
    assertThat(file()).doesNotExist();
    assertThat(dir.resolve("tables/.perpixel-lock-masks")).exists();
  }

  /** All find the same dead lock, and all may remove it: one must not remove another's new one. */
  @Test
  void ofManyThatFindADeadLockOneGetsIt() throws Exception {
    int runs = 8;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      for (int round = 0; round < 10; round++) {
        leave(ELSEWHERE, Instant.EPOCH);
        CyclicBarrier start = new CyclicBarrier(runs);
        Callable<DirectoryLocks> run =
            () -> {
              start.await();
              try {
                return take();
              } catch (DirectoryLockedException e) {
                return null;
              }
            };
        List<Future<DirectoryLocks>> pending = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
          pending.add(threads.submit(run));
        }
        List<DirectoryLocks> held = new ArrayList<>();
        for (Future<DirectoryLocks> each : pending) {
          if (each.get() != null) {
            held.add(each.get());
          }
        }
        assertThat(held).hasSize(1);
        held.get(0).requireHeld();
        held.get(0).close();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(dir.resolve("tables")).isEmptyDirectory();
  }
}
