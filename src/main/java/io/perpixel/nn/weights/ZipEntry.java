package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;
import static io.perpixel.nn.weights.TorchFormatException.quote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One entry of a zip archive, as the directory describes it.
 *
 * @param crc CRC-32 of the content; 0 where the writer left it out, as PyTorch can be told to
 * @param compressed bytes in the file
 * @param size bytes of the content
 * @param headerStart position of the local header, which the content follows
 */
record ZipEntry(
    CheckpointSource source,
    String name,
    int method,
    long crc,
    long compressed,
    long size,
    long headerStart) {

  /** Bytes in a source. */
  record Region(CheckpointSource source, long start, long size) {}

  static final int HEADER_BYTES = 30;
  private static final int HEADER_SIGNATURE = 0x04034b50;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int BLOCK = 1 << 20;

  /** The content, checked against its CRC-32; in the file itself if it is stored. */
  Region open() throws IOException {
    Region packed = new Region(source, dataStart(), compressed);
    Region content =
        switch (method) {
          case STORED -> packed;
          case DEFLATED -> inflate(packed);
          default -> throw damaged("is packed by method " + method + "; expected 0 (stored)");
        };
    if (content.size() != size) {
      throw damaged("does not have the " + size + " bytes that the directory says");
    }
    if (crc != 0 && crc != checksum(content)) {
      throw damaged("does not match its CRC-32");
    }
    return content;
  }

  private long dataStart() throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    long room = source.size() - headerStart - HEADER_BYTES - nameBytes.length;
    if (room < 0) {
      throw damaged("lies outside the file");
    }
    byte[] bytes = new byte[HEADER_BYTES + nameBytes.length];
    source.read(headerStart, bytes, 0, bytes.length);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int extraBytes = Short.toUnsignedInt(header.getShort(28));
    if (header.getInt(0) != HEADER_SIGNATURE
        || header.getShort(8) != method
        || Short.toUnsignedInt(header.getShort(26)) != nameBytes.length
        || !header.slice(HEADER_BYTES, nameBytes.length).equals(ByteBuffer.wrap(nameBytes))
        || compressed > room - extraBytes) {
      throw damaged("is not where the directory says");
    }
    return headerStart + HEADER_BYTES + nameBytes.length + extraBytes;
  }

  /** Unpacks to memory; {@link ZipDirectory} has bounded the sizes that it lets through. */
  private Region inflate(Region packed) throws IOException {
    if (size > Integer.MAX_VALUE - 8 || packed.size() > Integer.MAX_VALUE - 8) {
      throw damaged("is packed and too large to unpack in memory");
    }
    byte[] input = new byte[(int) packed.size()];
    packed.source().read(packed.start(), input, 0, input.length);
    // One byte more than there should be shows whether there is more.
    byte[] content = new byte[(int) size + 1];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(input);
      int filled = 0;
      int count;
      do {
        count = inflater.inflate(content, filled, content.length - filled);
        filled += count;
      } while (count > 0 && filled < content.length);
      return new Region(CheckpointSource.of(source.name(), content), 0, filled);
    } catch (DataFormatException e) {
      throw damaged("cannot be unpacked (" + e.getMessage() + ")");
    } finally {
      inflater.end();
    }
  }

  private static long checksum(Region content) throws IOException {
    CRC32 checksum = new CRC32();
    byte[] block = new byte[(int) Math.min(BLOCK, content.size())];
    for (long done = 0; done < content.size(); done += block.length) {
      int count = (int) Math.min(block.length, content.size() - done);
      content.source().read(content.start() + done, block, 0, count);
      checksum.update(block, 0, count);
    }
    return checksum.getValue();
  }

  private TorchFormatException damaged(String problem) {
    return new TorchFormatException(
        source.name(), "the entry " + quote(name) + " " + problem, DAMAGED);
  }
}
