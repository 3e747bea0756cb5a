package io.perpixel.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The local disk refuses: no other source can help, so the whole fetch ends. */
final class DiskException extends IOException {
  private static final long serialVersionUID = 1L;

  private DiskException(String message, IOException cause) {
    super(message, cause);
  }

  /** A write to {@code file} failed. */
  static DiskException writing(Path file, IOException cause) {
    return new DiskException(
        "cannot write %s (%s); the disk has %s free. Make room and run again: what has arrived is kept"
            .formatted(file, cause.getMessage(), free(file.getParent())),
        cause);
  }

  /** Asks before a download whether it fits. */
  static void requireSpace(Path directory, long bytes, String what) throws IOException {
    if (Files.getFileStore(directory).getUsableSpace() < bytes) {
      throw new DiskException(
          "disk full: %s needs %,d bytes in %s, which has %s free. Make room and run again"
              .formatted(what, bytes, directory, free(directory)),
          null);
    }
  }

  private static String free(Path directory) {
    try {
      return "%,d bytes".formatted(Files.getFileStore(directory).getUsableSpace());
    } catch (IOException e) {
      return "an unknown number of bytes";
    }
  }
}
