package io.perpixel.nn.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes pickles by hand, and checkpoints of both eras around them, to make what PyTorch never
 * would.
 */
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleBytes() {
    raw(0x80, 2);
  }

  PickleBytes raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** Opcodes that are letters, as {@code "(t"}. */
  PickleBytes ops(String letters) {
    return raw(letters.chars().toArray());
  }

  PickleBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int4('X', bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  PickleBytes global(String module, String name) {
    return ops("c" + module + "\n" + name + "\n");
  }

  /** LONG1 of eight bytes. */
  PickleBytes number(long value) {
    raw(0x8a, 8);
    for (int i = 0; i < 8; i++) {
      out.write((int) (value >> 8 * i));
    }
    return this;
  }

  PickleBytes tuple(long... values) {
    raw('(');
    for (long value : values) {
      number(value);
    }
    return raw('t');
  }

  /** The reference to a storage of floats. */
  PickleBytes storage(String key, long size) {
    raw('(').text("storage").global("torch", "FloatStorage").text(key).text("cpu").number(size);
    return ops("tQ");
  }

  /** {@code {name: _rebuild_tensor_v2(storage, offset, shape, stride, False, OrderedDict())}}. */
  PickleBytes tensor(long size, long offset, long[] shape, long[] strides) {
    raw('}').text("w").global("torch._utils", "_rebuild_tensor_v2");
    raw('(').storage("0", size).number(offset).tuple(shape).tuple(strides).raw(0x89);
    return global("collections", "OrderedDict").ops(")RtRs");
  }

  byte[] stop() {
    raw('.');
    return out.toByteArray();
  }

  /** An opcode with a number of four bytes. */
  PickleBytes int4(int opcode, int value) {
    return raw(opcode, value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >>> 24);
  }

  /** A zip-era checkpoint with one storage, stored or deflated as its name says. */
  static byte[] zip(byte[] pickle, byte[] storage) {
    return zip(Map.of("x/data.pkl", pickle, "x/data/0", storage), false);
  }

  static byte[] zip(Map<String, byte[]> entries, boolean deflated) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        if (!deflated) {
          CRC32 crc = new CRC32();
          crc.update(content.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The four pickles before storages, with {@code object} in their midst; then {@code rest}. */
  static byte[] legacy(byte[] object, byte[] keys, byte[] rest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] magic = {
      0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
    };
    bytes.writeBytes(new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10});
    bytes.writeBytes(magic);
    bytes.write('.');
    bytes.writeBytes(new PickleBytes().number(1001).stop());
    bytes.writeBytes(new PickleBytes().raw('}').text("little_endian").raw(0x88, 's').stop());
    bytes.writeBytes(object);
    bytes.writeBytes(keys);
    bytes.writeBytes(rest);
    return bytes.toByteArray();
  }
}
