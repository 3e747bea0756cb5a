package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory on a local disk. It stages inside itself, so that publishing is a rename. */
public final class LocalDestination implements Destination {
  private final Path directory;

  public LocalDestination(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(Files.newInputStream(directory.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new IOException(directory + " is a file, expected a directory", e);
      }
      throw e;
    }
  }

  @Override
  public List<Entry> list(String name) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Path listed = directory.resolve(name);
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(listed)) {
      for (Path path : paths) {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        entries.add(
            new Entry(path.getFileName().toString(), attributes.size(), attributes.isDirectory()));
      }
    } catch (NotDirectoryException e) {
      return List.of();
    } catch (NoSuchFileException e) {
      if (Files.exists(listed)) {
        throw new IOException(e.getFile() + " is a link to nothing", e);
      }
      return List.of();
    }
    return entries;
  }

  @Override
  public void publish(Path file, String name) throws IOException {
    Path target = directory.resolve(name);
    Files.createDirectories(target.getParent());
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Begins with {@code _}, which readers of a data directory pass by. */
  @Override
  public Path staging() {
    return directory.resolve("_staging");
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
