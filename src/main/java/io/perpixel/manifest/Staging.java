package io.perpixel.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.StreamSupport;

/**
 * A staging directory held by one fetch at a time, in this process or another. The operating system
 * frees the lock of a process that dies.
 *
 * <p>The holder leaves no directory behind, so another fetch may see it, its lock or neither vanish
 * between any two of its steps. Hence the order of {@link #clear}: content, lock, directory; and a
 * directory in which someone else has made a new lock by then is theirs and stays.
 */
final class Staging implements AutoCloseable {
  private static final long POLL_MILLIS = 200;
  private static final String LOCK = "lock";

  /**
   * What this process holds. The operating system's locks are the process's, not the thread's, and
   * are gone as soon as any thread closes the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private Staging(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Waits until no other fetch holds the directory. */
  static Staging open(Path directory, Progress progress) throws IOException, InterruptedException {
    for (boolean told = false; ; Thread.sleep(POLL_MILLIS)) {
      Staging staging = tryOpen(directory.toAbsolutePath().normalize());
      if (staging != null) {
        return staging;
      }
      if (!told) {
        progress.note("another fetch is at work in " + directory + "; waiting for it");
        told = true;
      }
    }
  }

  /** One attempt at {@link #open}; null if another fetch holds the directory. */
  static Staging tryOpen(Path directory) throws IOException {
    if (!HELD.add(directory)) {
      return null;
    }
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel = tryLock(directory.resolve(LOCK));
    } catch (FileAlreadyExistsException e) {
      // Also thrown where a directory was there, and gone when the JDK looked what it was.
      if (isNoDirectory(Path.of(e.getFile()))) {
        throw new IOException(e.getFile() + " is a file, expected a directory", e);
      }
    } finally {
      if (channel == null) {
        HELD.remove(directory);
      }
    }
    return channel == null ? null : new Staging(directory, channel);
  }

  private static boolean isNoDirectory(Path path) throws IOException {
    try {
      return !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isDirectory();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  Path directory() {
    return directory;
  }

  /** Removes everything, the directory included; this object only has to be closed then. */
  void clear() throws IOException {
    Path lock = directory.resolve(LOCK);
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, entry -> !entry.equals(lock))) {
      for (Path entry : entries) {
        deleteTree(entry);
      }
    }
    Files.deleteIfExists(lock);
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // The next fetch has made its lock there already.
    }
  }

  /**
   * Removes one file, and everything if that was all; what a fetch has left to go on from stays.
   */
  void discard(Path file) throws IOException {
    Files.deleteIfExists(file);
    boolean others;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      others = StreamSupport.stream(entries.spliterator(), false).count() > 1;
    }
    if (!others) {
      clear();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(directory);
    }
  }

  /** The lock, or null if another process has it or its last holder is just removing it. */
  private static FileChannel tryLock(Path file) throws IOException {
    try {
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      // By another process, which is as good.
    } catch (NoSuchFileException e) {
      return null;
    }
    FileChannel channel = null;
    boolean held = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      held = channel.tryLock() != null && isAt(file, channel);
    } catch (NoSuchFileException e) {
      held = false;
    } finally {
      if (!held && channel != null) {
        channel.close();
      }
    }
    return held ? channel : null;
  }

  /**
   * Whether a locked file is the one at a path, and not one that its last holder has removed
   * meanwhile. Told by a size at random: numbers of files are used again, and to open the path once
   * more would free the lock when it is closed.
   */
  private static boolean isAt(Path file, FileChannel channel) throws IOException {
    int size = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    channel.truncate(0);
    // Sparse: one block on the disk.
    channel.write(ByteBuffer.allocate(1), size - 1L);
    return Files.size(file) == size;
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
