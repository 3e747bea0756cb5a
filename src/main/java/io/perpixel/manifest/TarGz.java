package io.perpixel.manifest;

import static org.apache.commons.compress.archivers.tar.TarConstants.LF_CONTIG;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_DIR;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_NORMAL;
import static org.apache.commons.compress.archivers.tar.TarConstants.LF_OLDNORM;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Takes chosen files out of a gzipped tar archive that nobody trusts. An archive with anything but
 * plain files and directories, with names that lead out of the target, or with more data than is
 * plausible is refused as a whole.
 */
final class TarGz {
  /** Answer of the chooser for entries that are not wanted. */
  static final long SKIP = -1;

  /**
   * Images and tensors shrink by less than 20; gzip's limit, which a bomb comes close to, is 1032.
   */
  private static final long MAX_RATIO = 200;

  private static final Set<Byte> PLAIN = Set.of(LF_NORMAL, LF_OLDNORM, LF_CONTIG, LF_DIR);

  private static final long ALWAYS_ALLOWED = 16L << 20;

  private TarGz() {}

  /**
   * Extracts files.
   *
   * @param limit the greatest size allowed for an entry name, or {@link #SKIP}
   * @throws IOException if the archive is cut off, damaged or hostile
   */
  static void extract(Path archive, Path to, ToLongFunction<String> limit) throws IOException {
    long budget = Math.max(ALWAYS_ALLOWED, MAX_RATIO * Files.size(archive));
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GZIPInputStream(file, 1 << 16), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        checkEntry(entry);
        budget -= entry.getSize();
        if (budget < 0) {
          throw new IOException(
              "entry '%s' claims %,d bytes: more than an archive of %,d bytes can sensibly hold"
                  .formatted(entry.getName(), entry.getSize(), Files.size(archive)));
        }
        long allowed = entry.isDirectory() ? SKIP : limit.applyAsLong(name(entry));
        if (allowed != SKIP) {
          write(tar, entry, allowed, to.resolve(name(entry)));
        }
      }
    } catch (EOFException e) {
      throw new IOException("the archive is cut off: it ends in the middle of an entry", e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      // The tar parser throws these for some damaged headers.
      throw new IOException("the archive is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      boolean cut =
          String.valueOf(e.getMessage()).matches("(?i).*(truncated|unexpected e(nd|of)).*");
      throw cut ? new IOException("the archive is cut off: " + e.getMessage(), e) : e;
    }
  }

  private static void checkEntry(TarArchiveEntry entry) throws IOException {
    String name = entry.getName();
    if (entry.isSymbolicLink() || entry.isLink()) {
      throw new IOException(
          "entry '%s' is a link to '%s': refused".formatted(name, entry.getLinkName()));
    }
    if (!PLAIN.contains(entry.getLinkFlag()) || entry.isSparse()) {
      throw new IOException("entry '" + name + "' is not a plain file or directory: refused");
    }
    if (name.startsWith("/")
        || name.indexOf('\\') >= 0
        || name.indexOf('\0') >= 0
        || List.of(name.split("/")).contains("..")) {
      throw new IOException("entry '" + name + "' leads out of the archive: refused");
    }
  }

  private static String name(TarArchiveEntry entry) {
    return entry.getName().replaceFirst("^(\\./)+", "");
  }

  private static void write(InputStream tar, TarArchiveEntry entry, long allowed, Path to)
      throws IOException {
    if (entry.getSize() > allowed) {
      throw new IOException(
          "entry '%s' claims %,d bytes, expected at most %,d"
              .formatted(entry.getName(), entry.getSize(), allowed));
    }
    Files.createDirectories(to.getParent());
    if (Files.exists(to)) {
      throw new FileAlreadyExistsException(
          "entry '" + entry.getName() + "' is in the archive twice: refused");
    }
    try (OutputStream out = StagedOutput.open(to)) {
      tar.transferTo(out);
    }
  }
}
