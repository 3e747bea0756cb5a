package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.TargetKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples out of tar shards, good and hostile ones. */
class TarSamplesTest {
  private static final int LONGEST = 10_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

  TarSamplesTest() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
  }

  private void put(String name, String content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    byte[] data = content.getBytes(StandardCharsets.UTF_8);
    entry.setSize(data.length);
    tar.putArchiveEntry(entry);
    tar.write(data);
    tar.closeArchiveEntry();
  }

  private byte[] archive() throws IOException {
    tar.finish();
    return bytes.toByteArray();
  }

  private static List<TarSamples.Sample> read(byte[] archive, boolean gzipped) throws IOException {
    List<TarSamples.Sample> samples = new ArrayList<>();
    TarReader reader =
        new TarReader(new ByteArrayInputStream(archive), archive.length, gzipped, LONGEST);
    new TarSamples("s.tar", reader).forEachRemaining(samples::add);
    return samples;
  }

  private List<String> told() throws IOException {
    return told(archive());
  }

  private static List<String> told(byte[] archive) throws IOException {
    return read(archive, false).stream().map(s -> s.id() + ": " + s.problem()).toList();
  }

  @Test
  void neighboursOfOneBaseNameAreASample() throws IOException {
    put("./a/0001.jpg", "image");
    put("./a/0001.mask.png", "mask");
    put("./a/0001.cls", " 7\n");
    put("./a/0001.json", "{}");
    put("a/0002.saliency.png", "map");
    put("a/0002.IMAGE.JPEG", "second");
    put("__readme", "no sample");
    put("._hidden.jpg", "no sample");
    put("notes.txt", "no sample");
    List<TarSamples.Sample> samples = read(archive(), false);
    assertThat(samples)
        .extracting(TarSamples.Sample::id)
        .containsExactly("s.tar/a/0001", "s.tar/a/0002");
    TarSamples.Sample first = samples.get(0);
    assertThat(first.problem()).isNull();
    assertThat(first.label()).isEqualTo(7);
    assertThat(first.image()).asString(StandardCharsets.UTF_8).isEqualTo("image");
    assertThat(first.target()).asString(StandardCharsets.UTF_8).isEqualTo("mask");
    assertThat(first.kind()).isEqualTo(TargetKind.LABELS);
    assertThat(samples.get(1).kind()).isEqualTo(TargetKind.MAP);
    assertThat(samples.get(1).label()).isNull();
  }

  @Test
  void whatMakesNoSampleIsSaid() throws IOException {
    put("a.cls", "1");
    put("b.jpg", "x");
    put("b.png", "x");
    put("c.jpg", "x");
    put("c.cls", "minus one");
    put("d.jpg", "x");
    put("e.jpg", "x");
    put("d.cls", "1");
    put("f.jpg", "x".repeat(LONGEST + 1));
    put("g.jpg", "x");
    assertThat(told())
        .containsExactly(
            "s.tar/a: it has no image (.jpg, .png, …)",
            "s.tar/b: it has more than one image",
            "s.tar/c: its .cls is no class number",
            "s.tar/d: null",
            "s.tar/e: null",
            "s.tar/d: its name occurs twice in the shard, in two places",
            "s.tar/f: entry 'f.jpg' has 10,001 bytes, more than the limit of 10,000",
            "s.tar/g: null");
  }

  @Test
  void linksAndPathsThatLeadOutAreRejected() throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("a.jpg", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    tar.putArchiveEntry(link);
    tar.closeArchiveEntry();
    put("../b.jpg", "x");
    put("/etc/c.jpg", "x");
    put("x/../../d.jpg", "x");
    put("e\n.jpg", "x");
    put("f.jpg", "x");
    List<String> told = told();
    assertThat(told).hasSize(6).allMatch(line -> line.startsWith("s.tar/"));
    assertThat(told.get(5)).isEqualTo("s.tar/f: null");
    assertThat(told.subList(0, 5)).allMatch(l -> l.contains("entry '") && !l.endsWith("null"));
  }

  @ParameterizedTest
  @CsvSource({"1024, 1, 0", "1700, 0, 1", "2700, 1, 1", "600, 0, 1"})
  void aShardThatBreaksOffSaysSo(int length, int whole, int cut) throws IOException {
    put("a.jpg", "x".repeat(500));
    put("b.jpg", "x".repeat(500));
    put("c.jpg", "x".repeat(500));
    List<String> told = told(Arrays.copyOf(archive(), length));
    assertThat(told).filteredOn(line -> line.endsWith("null")).hasSize(whole);
    if (cut > 0) {
      assertThat(told.get(told.size() - 1)).startsWith("s.tar: the shard is not read to its end");
    }
  }

  /** Whose descriptors, or connections of a store's pool, run out. */
  private static final class Closable extends ByteArrayInputStream {
    private boolean closed;

    Closable(byte[] content) {
      super(content);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 700, 1024, 10_240})
  void aShardIsClosedHoweverItEnds(int length) throws IOException {
    put("a.jpg", "x".repeat(500));
    byte[] archive = archive();
    Closable shard = new Closable(Arrays.copyOf(archive, length));
    TarSamples samples = new TarSamples("s.tar", new TarReader(shard, length, false, LONGEST));
    samples.forEachRemaining(sample -> {});
    assertThat(shard.closed).isTrue();
    Closable unpacked = new Closable(archive);
    assertThatThrownBy(() -> new TarReader(unpacked, archive.length, true, LONGEST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("GZIP");
    assertThat(unpacked.closed).isTrue();
  }

  @Test
  void headersAreNotReadIntoMemoryWithoutEnd() throws IOException {
    byte[] name = new byte[5 << 20];
    Arrays.fill(name, (byte) 'x');
    TarArchiveEntry longName =
        new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
    longName.setSize(name.length);
    tar.putArchiveEntry(longName);
    tar.write(name);
    tar.closeArchiveEntry();
    put("a.jpg", "x");
    assertThat(told())
        .singleElement()
        .asString()
        .contains("s.tar: the shard", "longer than any name can be");
  }

  @Test
  void aGzippedBombIsNotUnfolded() throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("a.jpg", true);
    entry.setSize(40L << 20);
    tar.putArchiveEntry(entry);
    tar.write(new byte[40 << 20]);
    tar.closeArchiveEntry();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(archive());
    }
    assertThat(read(packed.toByteArray(), true))
        .extracting(TarSamples.Sample::problem)
        .singleElement()
        .asString()
        .contains("unfolds to more");
  }

  /** Whatever the bytes, there is an end, and no exception but those that are told. */
  @Test
  void damagedArchivesEnd() throws IOException {
    for (int i = 0; i < 20; i++) {
      put("dir/%02d.jpg".formatted(i), "x".repeat(300 + i));
      put("dir/%02d.cls".formatted(i), "3");
    }
    byte[] good = archive();
    assertThat(told(good)).hasSize(20).allMatch(line -> line.endsWith("null"));
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      byte[] bad = good.clone();
      for (int n = 1 + random.nextInt(20); n > 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(bad, random.nextInt(bad.length));
      assertThat(told(random.nextBoolean() ? bad : cut)).hasSizeLessThan(100);
    }
  }
}
