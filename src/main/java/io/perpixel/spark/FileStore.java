package io.perpixel.spark;

import io.perpixel.train.AtomicFile;
import io.perpixel.train.Content;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Single files on any Hadoop file system, by URI: models, checkpoints, arrays, figures. */
public final class FileStore {
  private static final int TRIES = 4;

  private FileStore() {}

  /**
   * A whole file.
   *
   * @throws FileNotFoundException if there is none, or a directory
   */
  public static byte[] read(String uri, Configuration conf) throws IOException {
    return HadoopFiles.read(status(uri, conf).getPath(), conf);
  }

  /**
   * A file to be read piece by piece; close it.
   *
   * @throws FileNotFoundException if there is none, or a directory
   */
  public static HadoopSource open(String uri, Configuration conf) throws IOException {
    FileStatus status = status(uri, conf);
    Path path = status.getPath();
    return new HadoopSource(uri, status.getLen(), path.getFileSystem(conf).open(path));
  }

  /** Whether there is something at {@code uri}. */
  public static boolean exists(String uri, Configuration conf) throws IOException {
    return HadoopFiles.exists(HadoopFiles.qualify(uri, conf), conf);
  }

  /** Whether two paths are one, as far as their spelling tells. */
  public static boolean isSame(String uri, String other, Configuration conf) throws IOException {
    return HadoopFiles.qualify(uri, conf).equals(HadoopFiles.qualify(other, conf));
  }

  /** Whether {@code uri} is a directory; false if nothing is there. */
  public static boolean isDirectory(String uri, Configuration conf) throws IOException {
    Path path = HadoopFiles.qualify(uri, conf);
    FileSystem fs = path.getFileSystem(conf);
    return fs.exists(path) && fs.getFileStatus(path).isDirectory();
  }

  /**
   * Writes a file under a name of its own, which readers pass by, and renames it: what was there is
   * replaced by all of the content or not at all.
   */
  public static void replace(String uri, Content content, Configuration conf) throws IOException {
    Path path = HadoopFiles.qualify(uri, conf);
    FileSystem fs = path.getFileSystem(conf);
    if (fs instanceof LocalFileSystem local) {
      // Hadoop would leave a .crc file beside it.
      AtomicFile.write(local.pathToFile(path).toPath(), content);
      return;
    }
    if (ObjectStore.is(path)) {
      writeObject(path, content, fs);
      return;
    }
    Path upload = new Path(path.getParent(), "_upload-" + UUID.randomUUID());
    writeAndRename(upload, path, content, fs, conf);
  }

  /**
   * As {@link #replace}, for tasks that fill a directory which is committed later: attempts at one
   * task may write the same file at the same time, and one that was killed leaves nothing in the
   * directory. What is not committed has not to outlast a power cut, so nothing is forced to disk.
   *
   * @param scratch where files lie until they are whole, on the same file system; an attempt that
   *     is still at work when that is gone, and with it the pass, writes nothing any more
   * @throws FileNotFoundException if {@code scratch} is gone
   */
  static void put(Path file, Content content, Path scratch, Configuration conf) throws IOException {
    FileSystem fs = file.getFileSystem(conf);
    if (ObjectStore.is(file)) {
      writeObject(file, content, fs);
      return;
    }
    if (!fs.exists(scratch)) {
      throw new FileNotFoundException(
          "%s is gone: what writes %s has ended".formatted(scratch, file));
    }
    fs.mkdirs(file.getParent());
    Path part = new Path(scratch, UUID.randomUUID().toString());
    writeAndRename(part, file, content, fs, conf);
  }

  private static void writeAndRename(
      Path from, Path to, Content content, FileSystem fs, Configuration conf) throws IOException {
    // The local file system would put a .crc file beside each.
    FileSystem plain = fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
    try {
      try (OutputStream out = plain.create(from, false)) {
        content.writeTo(out);
      }
      rename(from, to, fs, conf);
    } catch (IOException | RuntimeException | Error e) {
      try {
        plain.delete(from, false);
      } catch (IOException | RuntimeException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
  }

  /**
   * Nobody sees an object before its stream is closed; closing one that failed would show a part.
   */
  private static void writeObject(Path path, Content content, FileSystem fs) throws IOException {
    if (!fs.hasPathCapability(path, CommonPathCapabilities.ABORTABLE_STREAM)) {
      writeSpooled(path, content, fs);
      return;
    }
    FSDataOutputStream out = fs.create(path, true);
    try {
      content.writeTo(out);
    } catch (IOException | RuntimeException | Error e) {
      out.abort();
      throw e;
    }
    out.close();
  }

  /** Where an object that was begun has to be ended, it is begun when all of it is on this disk. */
  private static void writeSpooled(Path path, Content content, FileSystem fs) throws IOException {
    java.nio.file.Path spooled = Files.createTempFile("perpixel-", ".upload");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spooled))) {
        content.writeTo(out);
      }
      try (OutputStream out = fs.create(path, true)) {
        Files.copy(spooled, out);
      }
    } finally {
      Files.delete(spooled);
    }
  }

  /**
   * Makes a file that is not there yet. On local disks and HDFS only one of several that try at the
   * same time succeeds; on object stores the last one replaces what the others wrote.
   *
   * @return whether it was made
   */
  static boolean createNew(Path path, byte[] content, Configuration conf) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    if (fs instanceof LocalFileSystem local) {
      // Hadoop would look whether the file is there, and then make it.
      java.nio.file.Path file = local.pathToFile(path).toPath();
      Files.createDirectories(file.getParent());
      try {
        Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      }
    }
    try (OutputStream out = fs.create(path, false)) {
      out.write(content);
      return true;
    } catch (IOException e) {
      // HDFS has several exceptions for it, depending on whether the other has closed it.
      if (fs.exists(path)) {
        return false;
      }
      throw e;
    }
  }

  private static void rename(Path from, Path to, FileSystem fs, Configuration conf)
      throws IOException {
    if (fs instanceof LocalFileSystem local) {
      Files.move(
          local.pathToFile(from).toPath(),
          local.pathToFile(to).toPath(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    if (fs instanceof DistributedFileSystem) {
      // The other interface, which can replace a file without a moment in which there is none.
      FileContext.getFileContext(to.toUri(), conf).rename(from, to, Options.Rename.OVERWRITE);
      return;
    }
    // Some replace a file without that moment, too; others have to be cleared the way, in which
    // another run may put a file again.
    for (int i = 0; i < TRIES; i++) {
      if (replaces(from, to, fs)) {
        return;
      }
      fs.delete(to, false);
    }
    throw new IOException("cannot rename " + from + " to " + to);
  }

  private static boolean replaces(Path from, Path to, FileSystem fs) throws IOException {
    try {
      return fs.rename(from, to);
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  private static FileStatus status(String uri, Configuration conf) throws IOException {
    Path path = HadoopFiles.qualify(uri, conf);
    FileStatus status;
    try {
      status = path.getFileSystem(conf).getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw missing(uri + ": there is no such file", e);
    }
    if (status.isDirectory()) {
      throw missing(uri + " is a directory; expected a file", null);
    }
    return status;
  }

  private static FileNotFoundException missing(String message, Throwable cause) {
    FileNotFoundException missing = new FileNotFoundException(message);
    missing.initCause(cause);
    return missing;
  }
}
