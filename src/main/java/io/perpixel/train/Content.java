package io.perpixel.train;

import java.io.IOException;
import java.io.OutputStream;

/** What a file is to hold, written piece by piece: a large model need not be in the heap first. */
@FunctionalInterface
public interface Content {
  /** Most bytes to hand over at once: a channel copies each piece to a buffer of its size. */
  int PIECE = 1 << 20;

  /** Writes all of it; the same bytes each time. Does not close {@code out}. */
  void writeTo(OutputStream out) throws IOException;

  /** Content that is in the heap. */
  static Content of(byte[] bytes) {
    return out -> {
      for (int from = 0; from < bytes.length; from += PIECE) {
        out.write(bytes, from, Math.min(PIECE, bytes.length - from));
      }
    };
  }
}
