package io.perpixel.spark;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads a tar archive that nobody trusts, gzipped or not, from front to back. Nothing is ever
 * written by the names in it. What an entry claims costs nothing: contents are read up to a limit,
 * headers (which may hold names of any length) up to another, and a gzipped archive may not unfold
 * to more than images can.
 */
final class TarReader implements Closeable {
  /** Far above any name; a header beyond it is an attack. */
  private static final long LONGEST_HEADERS = 1 << 20;

  /** Images and tensors shrink by less than 20; gzip's limit is 1032. */
  private static final long MAX_RATIO = 200;

  private static final long ALWAYS_ALLOWED = 16L << 20;

  private final Guard guard;
  private final TarArchiveInputStream tar;
  private final long longest;

  /**
   * A reader.
   *
   * @param in the archive; closed with the reader, or if there comes to be none
   * @param length of the archive in bytes
   * @param gzipped whether it is compressed
   * @param longest content that is read, in bytes
   */
  TarReader(InputStream in, long length, boolean gzipped, long longest) throws IOException {
    InputStream buffered = new BufferedInputStream(in, 1 << 16);
    this.guard =
        new Guard(
            gzipped ? unfolded(buffered) : buffered,
            gzipped ? Math.max(ALWAYS_ALLOWED, MAX_RATIO * length) : Long.MAX_VALUE);
    this.tar = new TarArchiveInputStream(guard, "UTF-8");
    this.longest = longest;
  }

  private static InputStream unfolded(InputStream in) throws IOException {
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * A file in the archive.
   *
   * @param name without a leading {@code ./}
   * @param content null if it was not wanted, or cannot be used
   * @param problem why it cannot be used, or null
   */
  record Entry(String name, byte[] content, String problem) {}

  /**
   * The next file; directories are passed over.
   *
   * @param wanted names whose content is to be read
   * @return null at the end
   * @throws IOException if the archive is cut off or damaged: nothing after this can be trusted
   */
  Entry next(Predicate<String> wanted) throws IOException {
    try {
      TarArchiveEntry entry;
      do {
        guard.allow(LONGEST_HEADERS);
        entry = tar.getNextTarEntry();
        if (entry == null) {
          return null;
        }
        guard.allow(Long.MAX_VALUE);
        if (entry.isDirectory()) {
          skip();
        }
      } while (entry.isDirectory());
      return read(entry, wanted);
    } catch (EOFException e) {
      throw new IOException("it is cut off in the middle of an entry", e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      // The parser throws these for some damaged headers.
      throw new IOException("it is damaged: " + e.getMessage(), e);
    }
  }

  private Entry read(TarArchiveEntry entry, Predicate<String> wanted) throws IOException {
    String name = entry.getName().replaceFirst("^(\\./)+", "");
    String problem = problem(entry, name);
    byte[] content = null;
    if (problem == null && wanted.test(name)) {
      if (entry.getSize() > longest) {
        problem =
            "entry '%s' has %,d bytes, more than the limit of %,d"
                .formatted(name, entry.getSize(), longest);
      } else {
        content = tar.readAllBytes();
      }
    }
    skip();
    return new Entry(name, content, problem);
  }

  private static String problem(TarArchiveEntry entry, String name) {
    if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || entry.isSparse()) {
      return "entry '" + name + "' is not a plain file";
    }
    boolean outside =
        name.startsWith("/") || name.indexOf('\\') >= 0 || List.of(name.split("/")).contains("..");
    boolean odd = name.chars().anyMatch(Character::isISOControl);
    return outside || odd ? "entry '" + name + "' has a name that leads out of the archive" : null;
  }

  /** Here and not in the parser, so that what it reads next are headers. */
  private void skip() throws IOException {
    while (tar.skip(Long.MAX_VALUE) > 0) {
      // Until the end of the entry.
    }
  }

  @Override
  public void close() throws IOException {
    guard.close();
  }

  /** Limits what may be read, in all and until further notice. */
  private static final class Guard extends FilterInputStream {
    private long total;
    private long allowed = Long.MAX_VALUE;

    Guard(InputStream in, long total) {
      super(in);
      this.total = total;
    }

    void allow(long bytes) {
      allowed = bytes;
    }

    private void count(long bytes) throws IOException {
      if (bytes > 0) {
        allowed -= bytes;
        total -= bytes;
      }
      if (allowed < 0) {
        throw new IOException("the headers of an entry are longer than any name can be");
      }
      if (total < 0) {
        throw new IOException("it unfolds to more than an archive of its size can sensibly hold");
      }
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      count(n);
      return n;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long n = super.skip(bytes);
      count(n);
      return n;
    }
  }
}
