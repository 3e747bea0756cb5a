package io.perpixel.manifest;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A file being written to the staging directory; whatever goes wrong is the local disk's fault. */
final class StagedOutput extends FilterOutputStream {
  private final Path file;

  private StagedOutput(Path file, OutputStream out) {
    super(out);
    this.file = file;
  }

  static OutputStream open(Path file, OpenOption... options) throws DiskException {
    try {
      // Buffered outside: the base class hands bytes on one by one.
      return new StagedOutput(
          file, new BufferedOutputStream(Files.newOutputStream(file, options), 1 << 16));
    } catch (IOException e) {
      throw DiskException.writing(file, e);
    }
  }

  @Override
  public void write(int b) throws DiskException {
    attempt(() -> out.write(b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws DiskException {
    attempt(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws DiskException {
    attempt(out::flush);
  }

  @Override
  public void close() throws DiskException {
    attempt(out::close);
  }

  private interface Write {
    void run() throws IOException;
  }

  private void attempt(Write write) throws DiskException {
    try {
      write.run();
    } catch (IOException e) {
      throw DiskException.writing(file, e);
    }
  }
}
