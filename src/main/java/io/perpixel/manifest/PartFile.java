package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** What has arrived of a download so far, and the validator that tells whether it may go on. */
final class PartFile {
  private final Path path;
  private final Path validator;

  PartFile(Path target) {
    this.path = target.resolveSibling(target.getFileName() + ".part");
    this.validator = target.resolveSibling(target.getFileName() + ".part.validator");
  }

  Path path() {
    return path;
  }

  long length() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** Feeds what is there into the digest and returns its length; too much is thrown away. */
  long digestInto(Digesting digesting, long atMost) throws IOException {
    long length = length();
    if (length > atMost) {
      delete();
      return 0;
    }
    try (InputStream in =
        length == 0 ? InputStream.nullInputStream() : Files.newInputStream(path)) {
      digesting.update(in);
    }
    return digesting.size();
  }

  OutputStream open(boolean append) throws DiskException {
    return StagedOutput.open(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
  }

  Optional<String> validator() throws IOException {
    return Files.exists(validator) ? Optional.of(Files.readString(validator)) : Optional.empty();
  }

  /**
   * Keeps the validator of a response. Weak ETags are not allowed in If-Range; without any
   * validator we resume all the same, for the digest finds out.
   */
  void validator(HttpHeaders headers) throws IOException {
    Optional<String> value =
        headers
            .firstValue("ETag")
            .filter(tag -> !tag.startsWith("W/"))
            .or(() -> headers.firstValue("Last-Modified"));
    Files.deleteIfExists(validator);
    if (value.isPresent()) {
      Files.writeString(validator, value.get());
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
    Files.deleteIfExists(validator);
  }
}
