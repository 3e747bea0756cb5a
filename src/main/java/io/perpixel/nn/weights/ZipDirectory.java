package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;
import static io.perpixel.nn.weights.TorchFormatException.quote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the directory of a zip archive, zip64 included (APPNOTE.TXT 6.3). The JDK's reader tells
 * neither where in the file an entry lies nor whether two share bytes or a name. Nothing is written
 * to a disk here, yet odd names are refused: no checkpoint has them.
 */
final class ZipDirectory {

  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int LOCATOR64_SIGNATURE = 0x07064b50;
  private static final int ENTRY_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR64_BYTES = 20;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int IN_ZIP64 = 0xffffffff;

  /** A million entries of short names: more than any model has tensors. */
  private static final long MOST_BYTES = 64L << 20;

  /**
   * What unpacking may add up to, as a multiple of the file and on top of it. PyTorch stores; where
   * somebody's repacking deflates, float weights hardly shrink.
   */
  private static final long MOST_GROWTH = 8;

  private static final long FREE_GROWTH = 16L << 20;

  private final CheckpointSource source;
  private long start;
  private long end;

  private ZipDirectory(CheckpointSource source) {
    this.source = source;
  }

  /** The entries by name, in the order of the directory, folders left out. */
  static Map<String, ZipEntry> read(CheckpointSource source) throws IOException {
    ZipDirectory directory = new ZipDirectory(source);
    directory.locate();
    return directory.entries();
  }

  private void locate() throws IOException {
    int tailBytes = (int) Math.min(source.size(), END_BYTES + LONGEST_COMMENT);
    ByteBuffer tail = bytes(source.size() - tailBytes, tailBytes);
    int at = tailBytes - END_BYTES;
    while (at >= 0 && !(tail.getInt(at) == END_SIGNATURE && commentFits(tail, at))) {
      at--;
    }
    if (at < 0) {
      throw damaged("found a zip archive without its directory at the end");
    }
    end = source.size() - tailBytes + at;
    long size = Integer.toUnsignedLong(tail.getInt(at + 12));
    start = Integer.toUnsignedLong(tail.getInt(at + 16));
    if (end >= LOCATOR64_BYTES) {
      ByteBuffer locator = bytes(end - LOCATOR64_BYTES, LOCATOR64_BYTES);
      if (locator.getInt(0) == LOCATOR64_SIGNATURE) {
        end = locator.getLong(8);
        ByteBuffer record = bytes(end, END64_BYTES);
        if (record.getInt(0) != END64_SIGNATURE) {
          throw damaged("found no zip64 record where its locator says");
        }
        size = record.getLong(40);
        start = record.getLong(48);
      }
    }
    if (start < 0 || start > end || end - start != size || size > MOST_BYTES) {
      throw damaged(
          "found a zip directory of %d bytes at %d, before %d".formatted(size, start, end));
    }
  }

  private static boolean commentFits(ByteBuffer tail, int at) {
    return at + END_BYTES + Short.toUnsignedInt(tail.getShort(at + 20)) == tail.capacity();
  }

  private Map<String, ZipEntry> entries() throws IOException {
    ByteBuffer directory = bytes(start, (int) (end - start));
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    List<ZipEntry> all = new ArrayList<>();
    while (directory.hasRemaining()) {
      ZipEntry entry = entry(directory);
      all.add(entry);
      if (!entry.name().endsWith("/") && entries.put(entry.name(), entry) != null) {
        throw damaged("found two entries " + quote(entry.name()) + " in the zip archive");
      }
    }
    refuseOverlaps(all);
    refuseGrowth(all);
    return Collections.unmodifiableMap(entries);
  }

  private ZipEntry entry(ByteBuffer directory) throws IOException {
    int at = directory.position();
    if (directory.remaining() < ENTRY_BYTES || directory.getInt(at) != ENTRY_SIGNATURE) {
      throw damaged("found a broken zip directory at byte " + (start + at));
    }
    int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
    int extraBytes = Short.toUnsignedInt(directory.getShort(at + 30));
    int commentBytes = Short.toUnsignedInt(directory.getShort(at + 32));
    if (directory.remaining() < ENTRY_BYTES + nameBytes + extraBytes + commentBytes) {
      throw damaged("found a broken zip directory at byte " + (start + at));
    }
    String name =
        new String(directory.array(), at + ENTRY_BYTES, nameBytes, StandardCharsets.UTF_8);
    refuseOddName(name);
    if ((directory.getShort(at + 8) & 1) != 0) {
      throw damaged("found the encrypted entry " + quote(name));
    }
    ByteBuffer wide = zip64(directory, at + ENTRY_BYTES + nameBytes, extraBytes);
    long size = widen(directory.getInt(at + 24), wide);
    long compressed = widen(directory.getInt(at + 20), wide);
    long header = widen(directory.getInt(at + 42), wide);
    directory.position(at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes);
    if (size < 0 || compressed < 0 || header < 0 || compressed > start - header) {
      throw damaged("found the entry " + quote(name) + " outside the file");
    }
    return new ZipEntry(
        source,
        name,
        directory.getShort(at + 10),
        Integer.toUnsignedLong(directory.getInt(at + 16)),
        compressed,
        size,
        header);
  }

  /** The values of the zip64 field among the extra fields; empty if there is none. */
  private static ByteBuffer zip64(ByteBuffer directory, int from, int length) {
    int at = from;
    while (at + 4 <= from + length) {
      int id = directory.getShort(at);
      int bytes = Short.toUnsignedInt(directory.getShort(at + 2));
      if (id == 1 && at + 4 + bytes <= from + length) {
        return directory.slice(at + 4, bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      at += 4 + bytes;
    }
    return ByteBuffer.allocate(0);
  }

  private static long widen(int value, ByteBuffer wide) {
    return value == IN_ZIP64 && wide.remaining() >= 8
        ? wide.getLong()
        : Integer.toUnsignedLong(value);
  }

  private void refuseOddName(String name) throws TorchFormatException {
    boolean odd =
        name.isEmpty()
            || name.startsWith("/")
            || name.contains("\\")
            || name.contains("//")
            || List.of(name.split("/")).contains("..")
            || name.chars().anyMatch(c -> c < ' ');
    if (odd) {
      throw new TorchFormatException(
          source.name(),
          "found a zip entry named " + quote(name) + ", which no checkpoint has",
          "Do not trust this file: ask where it comes from.");
    }
  }

  /** Entries that share bytes are how a small archive pretends to hold much. */
  private void refuseOverlaps(List<ZipEntry> all) throws IOException {
    all.sort(Comparator.comparingLong(ZipEntry::headerStart));
    long free = 0;
    for (ZipEntry entry : all) {
      if (entry.headerStart() < free) {
        throw damaged("found the entry " + quote(entry.name()) + " inside another");
      }
      free = entry.headerStart() + ZipEntry.HEADER_BYTES + entry.compressed();
    }
  }

  private void refuseGrowth(List<ZipEntry> all) throws IOException {
    long room = FREE_GROWTH + MOST_GROWTH * source.size();
    for (ZipEntry entry : all) {
      if (entry.compressed() != entry.size()) {
        if (entry.size() > room) {
          throw damaged("found entries that unpack to far more than the file, as a zip bomb does");
        }
        room -= entry.size();
      }
    }
  }

  private ByteBuffer bytes(long position, int count) throws IOException {
    if (position < 0 || position > source.size() - count) {
      throw damaged("found a zip directory that lies outside the file");
    }
    byte[] bytes = new byte[count];
    source.read(position, bytes, 0, count);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private TorchFormatException damaged(String problem) {
    return new TorchFormatException(source.name(), problem, DAMAGED);
  }
}
