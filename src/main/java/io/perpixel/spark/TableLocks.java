package io.perpixel.spark;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The locks of all directories that a run writes. */
final class TableLocks implements AutoCloseable {
  private final Deque<TableLock> held = new ArrayDeque<>();

  /**
   * Takes them all or none.
   *
   * @throws TableLockedException if another run has one
   */
  TableLocks(List<Path> directories, Configuration conf) throws IOException {
    try {
      for (Path directory : directories) {
        held.push(TableLock.take(directory, conf));
      }
    } catch (IOException e) {
      try {
        close();
      } catch (IOException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
  }

  /** See {@link TableLock#requireHeld}. */
  void requireHeld() throws IOException {
    for (TableLock lock : held) {
      lock.requireHeld();
    }
  }

  @Override
  public void close() throws IOException {
    while (!held.isEmpty()) {
      held.pop().close();
    }
  }
}
