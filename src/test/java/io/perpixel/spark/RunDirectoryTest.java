package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path temporary;

  @Test
  void localPathsAreShownAsTheUserWritesThem() throws IOException {
    RunDirectory directory = new RunDirectory(temporary.toString(), new Configuration());
    assertThat(directory).hasToString(temporary.toString());
    assertThat(directory.path("a/b.txt")).isEqualTo(temporary.resolve("a/b.txt").toString());
  }

  @Test
  void writtenFilesAreReadAndMissingOnesAreEmpty() throws IOException {
    RunDirectory directory = new RunDirectory(temporary + "/new run", new Configuration());
    assertThat(directory.read("history.jsonl")).isEmpty();
    directory.write("history.jsonl", new byte[] {1, 2});
    assertThat(directory.read("history.jsonl")).hasValue(new byte[] {1, 2});
    assertThat(directory.checkpoints()).isEmpty();
  }

  @Test
  void whatAKilledRunLeftHalfWrittenIsNothing() throws IOException {
    RunDirectory directory = new RunDirectory(temporary.toString(), new Configuration());
    Files.writeString(temporary.resolve("_upload-1b2c"), "ha");
    Files.writeString(temporary.resolve(".settings.conf.tmp"), "ha");
    assertThat(directory.isEmpty()).isTrue();
    directory.write("settings.conf", "half and half");
    assertThat(directory.isEmpty()).isFalse();
  }

  @Test
  void oneRunAtATimeWrites() throws IOException {
    String runs = temporary + "/runs/night";
    RunDirectory one = new RunDirectory(runs, new Configuration());
    RunDirectory other = new RunDirectory(runs, new Configuration());
    Path file = temporary.resolve("runs/.perpixel-lock-night");
    Closeable lock = one.lock();
    try (lock) {
      assertThat(one.isEmpty()).isTrue();
      assertThatThrownBy(other::lock)
          .isInstanceOf(DirectoryLockedException.class)
          .hasMessageContaining("runs/night is being written by process");
      one.write("a", "x");
      // As when this run was not heard of for so long that another took its place.
      Files.delete(file);
      Closeable taken = other.lock();
      try (taken) {
        assertThatThrownBy(() -> one.write("a", "y")).isInstanceOf(DirectoryLockedException.class);
        other.write("b", "z");
      }
    }
    assertThat(file).doesNotExist();
    assertThat(one.read("a")).hasValue(new byte[] {'x'});
    one.write("a", "unlocked");
  }

  @Test
  void checkpointsWithinEpochsGoWhenTheirEpochIsOver() throws IOException {
    RunDirectory directory = new RunDirectory(temporary.toString(), new Configuration());
    byte[] content = {1};
    for (int epoch : new int[] {3, 10}) {
      directory.write(RunDirectory.checkpoint(epoch), content);
      directory.write(RunDirectory.within(epoch), content);
    }
    directory.write(RunDirectory.within(11), content);
    assertThat(directory.checkpoints())
        .containsExactly(
            RunDirectory.within(11),
            RunDirectory.checkpoint(10),
            RunDirectory.within(10),
            RunDirectory.checkpoint(3),
            RunDirectory.within(3));
    directory.prune(1, 0);
    assertThat(directory.checkpoints())
        .containsExactly(RunDirectory.within(11), RunDirectory.checkpoint(10));
    directory.pruneWithin(12);
    assertThat(directory.checkpoints()).containsExactly(RunDirectory.checkpoint(10));
  }
}
