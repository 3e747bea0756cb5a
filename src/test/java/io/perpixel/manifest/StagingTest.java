package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  /** Times each process makes and removes the directory under the eyes of the others. */
  private static final int TURNS = 100;

  @TempDir private Path directory;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void oneHolderAtATimeWhileTheDirectoryComesAndGoes() throws Exception {
    Path staging = directory.resolve("_staging");
    List<Process> others = List.of(process(Turns.class, staging), process(Turns.class, staging));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Void> turns = () -> takeTurns(staging);
      for (Future<Void> result : threads.invokeAll(List.of(turns, turns))) {
        result.get();
      }
      for (Process other : others) {
        assertThat(other.waitFor()).as("exit code of a process that took turns").isZero();
      }
    } finally {
      threads.shutdownNow();
      others.forEach(Process::destroyForcibly);
    }
    assertThat(staging).doesNotExist();
  }

  private static Void takeTurns(Path directory) throws IOException {
    for (int turns = 0; turns < TURNS; ) {
      Staging staging = Staging.tryOpen(directory);
      if (staging == null) {
        Thread.yield();
        continue;
      }
      try (staging) {
        // Fails if another holder has made it.
        Files.createDirectory(staging.directory().resolve("unpacked"));
        Files.write(staging.directory().resolve("unpacked/part"), new byte[10]);
        staging.clear();
        turns++;
      }
    }
    return null;
  }

  /** Takes turns and leaves with exit code 0. */
  static final class Turns {
    public static void main(String[] arguments) throws Exception {
      takeTurns(Path.of(arguments[0]));
    }
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void waitsForAnotherProcess() throws Exception {
    Path staging = directory.resolve("_staging");
    Process other = process(Holder.class, staging);
    try {
      assertThat(other.getInputStream().read()).isEqualTo('+');
      assertThat(Staging.tryOpen(staging)).isNull();
      assertThat(Staging.tryOpen(staging)).as("looking does not free the lock").isNull();
      other.destroyForcibly().waitFor();
      try (Staging ours = Staging.tryOpen(staging)) {
        assertThat(ours).isNotNull();
      }
    } finally {
      other.destroyForcibly();
    }
  }

  private static Process process(Class<?> main, Path staging) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName(),
            staging.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Holds a staging directory until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      try (Staging staging = Staging.open(Path.of(arguments[0]), Progress.SILENT)) {
        System.out.print('+');
        System.out.flush();
        Thread.sleep(TimeUnit.MINUTES.toMillis(10));
        staging.clear();
      }
    }
  }

  @Test
  void fileInItsPlaceIsNamed() throws Exception {
    Path file = Files.write(directory.resolve("_staging"), new byte[1]);
    assertThatThrownBy(() -> Staging.open(file, Progress.SILENT))
        .hasMessageContainingAll(file.toString(), "is a file, expected a directory");
    Path dangling =
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
    assertThatThrownBy(() -> Staging.open(dangling, Progress.SILENT)).hasMessageContaining("link");
  }
}
