package io.perpixel.train;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The entries of a model file. Ours are stored, so that no entry is longer than the file; but zip
 * tools compress, and what is compressed does not say to how much it unfolds. So nothing is read
 * beyond what its reader expects, and nothing is passed over without an end.
 */
final class ModelEntries {
  /**
   * Most bytes of an entry that is text, and of all those that are not ours: the largest
   * configuration, of DeepLabv3-ResNet101, has not a tenth of them.
   */
  static final long TEXT = 4 << 20;

  /** Most bytes of any entry: 2 GiB, what a Java array holds. */
  static final long LIMIT = Integer.MAX_VALUE - 8;

  private final byte[] content;
  private final String source;
  private final Set<String> ours;

  /**
   * Entries of a file.
   *
   * @param source its name, for messages
   * @param ours names of entries that a model may have
   */
  ModelEntries(byte[] content, String source, Set<String> ours) {
    this.content = content;
    this.source = source;
    this.ours = ours;
  }

  /**
   * Reads entries.
   *
   * @param longest most bytes of each that is wanted, by name
   * @param until nothing is read after these are there; to the end, if that is empty
   * @return those that are there
   * @throws IOException if the file is damaged, or holds more than it may
   */
  Map<String, byte[]> read(Map<String, Long> longest, Set<String> until) throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    Set<String> seen = new HashSet<>();
    long others = TEXT;
    try {
      ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content));
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        String name = e.getName();
        if (ours.contains(name) && !seen.add(name)) {
          throw new IOException("it has two entries " + name);
        }
        if (longest.containsKey(name)) {
          found.put(name, isStored(e) ? stored(zip, e) : unfolded(zip, name, longest.get(name)));
        } else if (!isStored(e)) {
          long passed = pass(zip, name, ours.contains(name) ? LIMIT : others);
          others -= ours.contains(name) ? 0 : passed;
        }
        if (!until.isEmpty() && found.keySet().containsAll(until)) {
          break;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // The latter for names of entries that are no text.
      throw new IOException(
          source
              + " is damaged, or not a file that train or import-weights wrote: "
              + e.getMessage(),
          e);
    }
    return found;
  }

  /** Stored entries say their size, and no more than there is is believed. */
  private boolean isStored(ZipEntry entry) {
    return entry.getMethod() == ZipEntry.STORED
        && entry.getSize() >= 0
        && entry.getSize() <= content.length;
  }

  private static byte[] stored(ZipInputStream zip, ZipEntry entry) throws IOException {
    byte[] bytes = new byte[(int) entry.getSize()];
    if (zip.readNBytes(bytes, 0, bytes.length) < bytes.length || zip.read() >= 0) {
      throw new IOException(entry.getName() + " is not as long as it says");
    }
    return bytes;
  }

  private static byte[] unfolded(ZipInputStream zip, String name, long longest) throws IOException {
    byte[] bytes = zip.readNBytes((int) longest);
    requireEnd(zip, name, longest);
    return bytes;
  }

  private static long pass(ZipInputStream zip, String name, long longest) throws IOException {
    byte[] piece = new byte[1 << 16];
    long passed = 0;
    while (passed < longest) {
      int count = zip.read(piece, 0, (int) Math.min(piece.length, longest - passed));
      if (count < 0) {
        return passed;
      }
      passed += count;
    }
    requireEnd(zip, name, longest);
    return passed;
  }

  private static void requireEnd(ZipInputStream zip, String name, long longest) throws IOException {
    if (zip.read() >= 0) {
      throw new IOException(
          "%s unfolds to more than the %,d bytes that it may have in a model like this"
              .formatted(name, longest));
    }
  }
}
