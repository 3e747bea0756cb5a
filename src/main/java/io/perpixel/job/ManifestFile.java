package io.perpixel.job;

import io.perpixel.manifest.Manifest;
import io.perpixel.manifest.ManifestException;
import io.perpixel.manifest.ManifestReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Manifests that users name, on any Hadoop file system, or that come with the program. */
final class ManifestFile {
  private ManifestFile() {}

  /**
   * Reads one.
   *
   * @throws UsageException if it is not there or not valid
   */
  static Manifest read(String uri, Configuration hadoop) throws IOException {
    try {
      Path path = new Path(uri);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      URI base = fileSystem.makeQualified(path).toUri();
      try (InputStream in = fileSystem.open(path)) {
        String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return ManifestReader.parse(json, uri, base);
      }
    } catch (FileNotFoundException e) {
      throw new UsageException("--manifest " + uri + ": there is no such file", e);
    } catch (UnsupportedFileSystemException e) {
      throw new UsageException("--manifest " + uri + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException | ManifestException e) {
      throw new UsageException("--manifest " + e.getMessage(), e);
    }
  }

  /**
   * Reads the one that comes with the program under a data set's name.
   *
   * @throws UsageException if there is none
   */
  static Manifest bundled(String name) throws IOException {
    Optional<String> json = ManifestReader.bundled(name);
    if (json.isEmpty()) {
      throw new UsageException(
          "--layout %s: expected salicon, mit1003, cat2000 or oxford17, or give a manifest with --manifest"
              .formatted(name));
    }
    return ManifestReader.parse(json.get(), name + ".json", URI.create("file:/"));
  }
}
