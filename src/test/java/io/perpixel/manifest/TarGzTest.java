package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarGzTest {
  private static final byte[] CONTENT = Fixtures.noise(10_000, 4);

  @TempDir private Path directory;
  private Path to;

  @BeforeEach
  void target() throws IOException {
    to = Files.createDirectory(directory.resolve("to"));
  }

  private void extract(byte[] archive) throws IOException {
    Path file = Files.write(directory.resolve("x.tgz"), archive);
    TarGz.extract(file, to, name -> name.endsWith(".bin") ? CONTENT.length : TarGz.SKIP);
  }

  private void assertRefused(byte[] archive, String... said) throws IOException {
    assertThatThrownBy(() -> extract(archive))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(said);
    try (var files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
          .doesNotContain("evil.bin");
    }
  }

  @Test
  void takesOnlyWhatIsWanted() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("./a.bin", CONTENT);
    entries.put("deep/er/b.bin", new byte[0]);
    entries.put("readme.txt", new byte[5]);
    extract(Fixtures.tarGz(entries));
    assertThat(to.resolve("a.bin")).hasBinaryContent(CONTENT);
    assertThat(to.resolve("deep/er/b.bin")).isEmptyFile();
    assertThat(to.resolve("readme.txt")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil.bin", "a/../../evil.bin", "/tmp/evil.bin", "a\\..\\evil.bin", ".."})
  void namesThatLeadOutAreRefused(String name) throws IOException {
    assertRefused(Fixtures.tarGz(Map.of(name, CONTENT)), "'" + name, "leads out", "refused");
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK})
  void linksAreRefused(byte type) throws IOException {
    byte[] archive =
        Fixtures.tarGz(
            tar -> {
              TarArchiveEntry link = new TarArchiveEntry("out", type);
              link.setLinkName("/tmp");
              tar.putArchiveEntry(link);
              tar.closeArchiveEntry();
              TarArchiveEntry file = new TarArchiveEntry("out/evil.bin");
              tar.putArchiveEntry(file);
              tar.closeArchiveEntry();
            });
    assertRefused(archive, "'out' is a link to '/tmp'");
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
  void devicesAreRefused(byte type) throws IOException {
    byte[] archive =
        Fixtures.tarGz(
            tar -> {
              tar.putArchiveEntry(new TarArchiveEntry("evil.bin", type));
              tar.closeArchiveEntry();
            });
    assertRefused(archive, "'evil.bin' is not a plain file");
  }

  @Test
  void fileLargerThanExpectedIsRefusedBeforeItIsWritten() throws IOException {
    assertRefused(
        Fixtures.tarGz(Map.of("evil.bin", new byte[CONTENT.length + 1])),
        "claims 10,001 bytes, expected at most 10,000");
  }

  /** A header may claim 8 exabytes; the archive behind it has a few bytes. */
  @ParameterizedTest
  @ValueSource(longs = {1L << 40, Long.MAX_VALUE})
  void absurdSizesAreRefused(long size) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("skipped.txt");
    entry.setSize(size);
    byte[] header = new byte[512];
    entry.writeEntryHeader(header, ZipEncodingHelper.getZipEncoding("UTF-8"), true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(header);
      gzip.write(new byte[2048]);
    }
    assertRefused(bytes.toByteArray(), "'skipped.txt' claims", "more than an archive of");
  }

  @Test
  void sameNameTwiceIsRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a.bin", CONTENT);
    entries.put("./a.bin", CONTENT);
    assertRefused(Fixtures.tarGz(entries), "a.bin' is in the archive twice");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.2, 0.5, 0.9, 0.999})
  void halfAnArchiveIsNamed(double part) throws IOException {
    byte[] whole = Fixtures.tarGz(Map.of("a.bin", CONTENT));
    assertRefused(Arrays.copyOf(whole, (int) (part * whole.length)), "cut off");
  }

  /** Cut before compression: the gzip stream is sound, the tar in it is not. */
  @ParameterizedTest
  @ValueSource(ints = {600, 5000, 10_000})
  void halfATarIsNamed(int length) throws IOException {
    byte[] gzip = Fixtures.tarGz(Map.of("a.bin", CONTENT));
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(tar, 0, length);
    }
    assertRefused(bytes.toByteArray(), "cut off");
  }

  @Test
  void somethingElseIsNamed() throws IOException {
    assertRefused("<html>not found</html>".getBytes(StandardCharsets.UTF_8), "GZIP");
    assertRefused(new byte[0], "cut off");
  }

  /**
   * Whatever bits are flipped: the files, or an IOException; nothing outside, nothing else thrown.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void damagedHeadersNeverEscape(long seed) throws IOException {
    byte[] gzip = Fixtures.tarGz(Map.of("a.bin", CONTENT));
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    Random random = new Random(seed);
    for (int flips = 0; flips < 30; flips++) {
      tar[random.nextInt(512)] = (byte) random.nextInt(256);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(tar);
    }
    try {
      extract(bytes.toByteArray());
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(to, directory.resolve("x.tgz"));
    }
  }
}
