package io.perpixel.nn.weights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The opcodes of pickle protocol 2 that a state dict needs. Nothing is remembered and referred to
 * later: names are written again, which costs some bytes per tensor.
 */
final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The beginning: protocol 2, which {@code torch.save} has written ever since. */
  PickleWriter() {
    op(0x80).op(2);
  }

  /** An opcode without an argument. */
  PickleWriter op(int code) {
    out.write(code);
    return this;
  }

  /** A name of a module's. */
  PickleWriter global(String module, String name) {
    return op('c').raw((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** A text. */
  PickleWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return op('X').littleEndian(utf8.length, Integer.BYTES).raw(utf8);
  }

  /** A whole number: BININT where it fits four bytes, otherwise LONG1. */
  PickleWriter number(long value) {
    return value == (int) value
        ? op('J').littleEndian(value, Integer.BYTES)
        : op(0x8a).op(Long.BYTES).littleEndian(value, Long.BYTES);
  }

  /** A tuple of whole numbers. */
  PickleWriter tuple(long... values) {
    op('(');
    for (long value : values) {
      number(value);
    }
    return op('t');
  }

  /** An empty ordered dictionary. */
  PickleWriter orderedDict() {
    return global("collections", "OrderedDict").op(')').op('R');
  }

  /** The end. */
  byte[] stop() {
    op('.');
    return out.toByteArray();
  }

  private PickleWriter littleEndian(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> Byte.SIZE * i));
    }
    return this;
  }

  private PickleWriter raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }
}
