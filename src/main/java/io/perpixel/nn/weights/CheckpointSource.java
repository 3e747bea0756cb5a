package io.perpixel.nn.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Bytes that can be read at any position, so that a tensor is read only when it is asked for. Must
 * be readable, and unchanged, for as long as tensors that came from it are in use.
 */
public interface CheckpointSource {

  /** What messages call this source, for instance a path. */
  String name();

  /** Number of bytes. */
  long size();

  /**
   * Reads exactly {@code length} bytes.
   *
   * @throws EOFException if the source ends before that
   */
  void read(long position, byte[] into, int offset, int length) throws IOException;

  /** A local file; it is opened for each read, so nothing needs to be closed. */
  static CheckpointSource of(Path file) throws IOException {
    long size = Files.size(file);
    return new CheckpointSource() {
      @Override
      public String name() {
        return file.toString();
      }

      @Override
      public long size() {
        return size;
      }

      @Override
      public void read(long position, byte[] into, int offset, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          ByteBuffer target = ByteBuffer.wrap(into, offset, length);
          while (target.hasRemaining()) {
            int at = target.position() - offset;
            if (channel.read(target, position + at) < 0) {
              throw new EOFException(file + " ends before byte " + (position + length));
            }
          }
        }
      }
    };
  }

  /** Bytes in memory, which are not copied. */
  static CheckpointSource of(String name, byte[] bytes) {
    return new CheckpointSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (position < 0 || position > bytes.length - length) {
          throw new EOFException(name + " ends before byte " + (position + length));
        }
        System.arraycopy(bytes, (int) position, into, offset, length);
      }
    };
  }
}
