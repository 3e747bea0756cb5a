package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/** Counts and digests bytes as they pass, then compares them with what a manifest expects. */
final class Digesting {
  private static final int BUFFER = 1 << 16;

  private final long expectedSize;
  private final List<Checksum> expected;
  private final List<MessageDigest> digests;
  private long size;

  Digesting(long expectedSize, List<Checksum> expected) {
    this.expectedSize = expectedSize;
    this.expected = expected;
    this.digests = expected.stream().map(Checksum::start).toList();
  }

  long size() {
    return size;
  }

  void update(byte[] bytes, int length) {
    digests.forEach(digest -> digest.update(bytes, 0, length));
    size += length;
  }

  void update(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      update(buffer, n);
    }
  }

  /**
   * Ends the count.
   *
   * @throws IntegrityException if size or a digest is not the expected one
   */
  void verify() throws IntegrityException {
    if (size != expectedSize) {
      throw new IntegrityException("%,d bytes, expected %,d".formatted(size, expectedSize));
    }
    for (int i = 0; i < digests.size(); i++) {
      String found = Checksum.hex(digests.get(i));
      if (!found.equals(expected.get(i).hex())) {
        throw new IntegrityException(
            "wrong digest: %s is %s, expected %s"
                .formatted(expected.get(i).algorithm(), found, expected.get(i).hex()));
      }
    }
  }

  /**
   * Verifies a whole local file; its size first, because that costs nothing.
   *
   * @throws IntegrityException if it is not the expected one
   */
  static void verify(Path file, long size, List<Checksum> expected) throws IOException {
    if (Files.size(file) != size) {
      throw new IntegrityException("%,d bytes, expected %,d".formatted(Files.size(file), size));
    }
    try (InputStream in = Files.newInputStream(file)) {
      verify(in, size, expected);
    }
  }

  static void verify(InputStream in, long size, List<Checksum> expected) throws IOException {
    Digesting digesting = new Digesting(size, expected);
    digesting.update(in);
    digesting.verify();
  }
}
