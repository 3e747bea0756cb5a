package io.perpixel.manifest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A staging directory held by one fetch at a time, in this process or another. The operating system
 * frees the lock of a process that dies.
 */
final class Staging implements AutoCloseable {
  private static final long POLL_MILLIS = 200;

  private final Path directory;
  private final FileChannel channel;

  private Staging(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Waits until no other fetch holds the directory. */
  static Staging open(Path directory, Progress progress) throws IOException, InterruptedException {
    for (boolean told = false; ; Thread.sleep(POLL_MILLIS)) {
      try {
        Files.createDirectories(directory);
      } catch (FileAlreadyExistsException e) {
        throw new IOException(e.getFile() + " is a file, expected a directory", e);
      }
      FileChannel channel = tryLock(directory.resolve("lock"));
      if (channel != null) {
        return new Staging(directory, channel);
      }
      if (!told) {
        progress.note("another fetch is at work in " + directory + "; waiting for it");
        told = true;
      }
    }
  }

  Path directory() {
    return directory;
  }

  /** Removes everything, the directory included; this object only has to be closed then. */
  void clear() throws IOException {
    deleteTree(directory);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static FileChannel tryLock(Path file) throws IOException {
    FileChannel channel;
    Object key;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      key = key(file);
    } catch (NoSuchFileException e) {
      return null; // The holder has just removed the directory.
    }
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      // The holder before us may have removed the file between our opening and our locking it.
      held = lock != null && Objects.equals(key, Files.exists(file) ? key(file) : null);
    } catch (OverlappingFileLockException e) {
      held = false; // Another thread of this process.
    } finally {
      if (!held) {
        channel.close();
      }
    }
    return held ? channel : null;
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  static Path emptyDirectory(Path directory) throws IOException {
    deleteTree(directory);
    return Files.createDirectories(directory);
  }

  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
