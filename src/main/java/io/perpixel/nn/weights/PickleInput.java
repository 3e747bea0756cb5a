package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the bytes of pickles, never past the end and never allocating for bytes that are not there.
 */
final class PickleInput {
  /** A pickle of 676 tensors takes 100 kB; this leaves room for long training histories. */
  static final long MOST_BYTES = 32L << 20;

  private static final int LONGEST_LINE = 1024;
  private static final int BLOCK = 1 << 16;

  private final CheckpointSource source;
  private final long end;
  private long position;
  private byte[] block = new byte[0];
  private long blockStart;

  PickleInput(CheckpointSource source, long start, long end) {
    this.source = source;
    this.position = start;
    this.end = Math.min(end, start + MOST_BYTES);
  }

  /** Position of the next byte in the source. */
  long position() {
    return position;
  }

  String name() {
    return source.name();
  }

  /** An error at the present position. */
  TorchFormatException error(String problem, String remedy) {
    return new TorchFormatException(
        source.name(), "at byte " + position + " of the pickle, " + problem, remedy);
  }

  /** One unsigned byte. */
  int u1() throws IOException {
    need(1);
    long at = position - blockStart;
    if (at < 0 || at >= block.length) {
      block = new byte[(int) Math.min(BLOCK, end - position)];
      source.read(position, block, 0, block.length);
      blockStart = position;
      at = 0;
    }
    position++;
    return block[(int) at] & 0xff;
  }

  int u2() throws IOException {
    return u1() | u1() << 8;
  }

  int i4() throws IOException {
    return u2() | u2() << 16;
  }

  long u4() throws IOException {
    return i4() & 0xffffffffL;
  }

  long i8() throws IOException {
    return u4() | u4() << 32;
  }

  byte[] bytes(long count) throws IOException {
    need(count);
    byte[] bytes = new byte[(int) count];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) u1();
    }
    return bytes;
  }

  String text(long bytes) throws IOException {
    return new String(bytes(bytes), StandardCharsets.UTF_8);
  }

  /** Text up to a line feed, which is passed over. */
  String line() throws IOException {
    byte[] line = new byte[LONGEST_LINE];
    for (int i = 0; i < line.length; i++) {
      int next = u1();
      if (next == '\n') {
        return new String(line, 0, i, StandardCharsets.UTF_8);
      }
      line[i] = (byte) next;
    }
    throw error("found a line of more than " + LONGEST_LINE + " bytes", DAMAGED);
  }

  private void need(long count) throws TorchFormatException {
    if (count < 0 || count > end - position) {
      throw error(
          "expected %s more bytes, found %d (a pickle may have up to %d)"
              .formatted(count < 0 ? "a negative number of" : count, end - position, MOST_BYTES),
          DAMAGED);
    }
  }
}
