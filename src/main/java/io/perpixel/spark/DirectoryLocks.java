package io.perpixel.spark;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The locks of all directories that a run writes. */
final class DirectoryLocks implements AutoCloseable {
  private final Deque<DirectoryLock> held = new ArrayDeque<>();

  /**
   * Takes them all or none, one after the other: whoever has the first goes on to the second, so
   * that of two runs with the same directories one gets them all. On object stores, where a run
   * that writes over another's lock is only found out later, each could else keep the other from
   * one.
   *
   * @throws DirectoryLockedException if another run has one
   */
  DirectoryLocks(List<Path> directories, Configuration conf) throws IOException {
    try {
      for (Path directory : directories) {
        held.push(new DirectoryLock(directory, conf));
        held.peek().take();
      }
    } catch (IOException | RuntimeException e) {
      try {
        close();
      } catch (IOException | RuntimeException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
  }

  /** See {@link DirectoryLock#requireHeld}. */
  void requireHeld() throws IOException {
    for (DirectoryLock lock : held) {
      lock.requireHeld();
    }
  }

  @Override
  public void close() throws IOException {
    if (!held.isEmpty()) {
      DirectoryLock last = held.pop();
      // Where one cannot be given back the others are: else they would be held as long as we live.
      try (last) {
        close();
      }
    }
  }
}
