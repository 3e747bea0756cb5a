package io.perpixel.spark;

import io.perpixel.manifest.Destination;
import io.perpixel.manifest.LocalDestination;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** A data set's directory on a Hadoop file system. Files are staged on the driver's local disk. */
public final class HadoopDestination implements Destination {
  private final FileSystem fileSystem;
  private final Path directory;

  private HadoopDestination(FileSystem fileSystem, Path directory) {
    this.fileSystem = fileSystem;
    this.directory = directory;
  }

  /**
   * The destination for a Hadoop URI. For local directories that is a {@link LocalDestination},
   * which renames where this class would copy and leaves no {@code .crc} files.
   *
   * @throws IOException if the file system is unknown or cannot be reached
   */
  public static Destination of(URI uri, Configuration configuration) throws IOException {
    Path path = new Path(uri);
    FileSystem fileSystem = path.getFileSystem(configuration);
    Path directory = fileSystem.makeQualified(path);
    return fileSystem instanceof LocalFileSystem local
        ? new LocalDestination(local.pathToFile(directory).toPath())
        : new HadoopDestination(fileSystem, directory);
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(fileSystem.open(new Path(directory, name)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<Entry> list(String name) throws IOException {
    Path listed = name.isEmpty() ? directory : new Path(directory, name);
    List<Entry> entries = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> files = fileSystem.listStatusIterator(listed);
      while (files.hasNext()) {
        FileStatus file = files.next();
        // A file is listed as itself.
        if (!file.getPath().equals(listed)) {
          entries.add(new Entry(file.getPath().getName(), file.getLen(), file.isDirectory()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return entries;
  }

  /** Where two drivers publish the same file at once, either's stays: both verified its digest. */
  @Override
  public void publish(java.nio.file.Path file, String name) throws IOException {
    Path target = new Path(directory, name);
    FileStore.replace(target.toString(), out -> Files.copy(file, out), fileSystem.getConf());
    FileStatus published = fileSystem.getFileStatus(target);
    if (published.getLen() != Files.size(file)) {
      throw new IOException(
          "%s has %,d bytes after the upload of %,d"
              .formatted(target, published.getLen(), Files.size(file)));
    }
  }

  /** Per user and destination below the JVM's temporary directory. */
  @Override
  public java.nio.file.Path staging() {
    String key =
        UUID.nameUUIDFromBytes(directory.toString().getBytes(StandardCharsets.UTF_8)).toString();
    return java.nio.file.Path.of(
        System.getProperty("java.io.tmpdir"),
        "perpixel-fetch-" + System.getProperty("user.name"),
        key);
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
