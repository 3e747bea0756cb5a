package io.perpixel.nn.weights.onnx;

import io.perpixel.nn.kernel.HostMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A protocol buffer in the making: its fields, by number, in the order in which they are added. It
 * knows its size before it is written, since the size of a message stands before it; arrays stay
 * where they are until then.
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private interface Part {
    void writeTo(OutputStream out) throws IOException;
  }

  private final List<Part> parts = new ArrayList<>();
  private long size;

  /** A whole number or enum. */
  ProtoMessage number(int field, long value) {
    return bytes(varints(tag(field, VARINT), value));
  }

  /** A float. */
  ProtoMessage real(int field, float value) {
    int bits = Float.floatToRawIntBits(value);
    bytes(varints(tag(field, FIXED32)));
    return bytes(
        new byte[] {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)});
  }

  /** A text. */
  ProtoMessage text(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return bytes(varints(tag(field, LENGTH_DELIMITED), utf8.length)).bytes(utf8);
  }

  /** A message as it is now; what is added to it later is not in it. */
  ProtoMessage message(int field, ProtoMessage value) {
    bytes(varints(tag(field, LENGTH_DELIMITED), value.size));
    parts.addAll(value.parts);
    size += value.size;
    return this;
  }

  /** The values of a float32 array as bytes, little endian, in C order. */
  ProtoMessage floats(int field, INDArray values) {
    long length = values.length() * Float.BYTES;
    bytes(varints(tag(field, LENGTH_DELIMITED), length));
    parts.add(out -> HostMemory.write(values, ByteOrder.LITTLE_ENDIAN, out));
    size += length;
    return this;
  }

  /** Bytes that it takes. */
  long size() {
    return size;
  }

  /** Writes it, as often as wanted. */
  void writeTo(OutputStream out) throws IOException {
    for (Part part : parts) {
      part.writeTo(out);
    }
  }

  private ProtoMessage bytes(byte[] bytes) {
    parts.add(out -> out.write(bytes));
    size += bytes.length;
    return this;
  }

  private static long tag(int field, int wireType) {
    return (long) field << 3 | wireType;
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  private static byte[] varints(long... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long value : values) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
    return bytes.toByteArray();
  }
}
