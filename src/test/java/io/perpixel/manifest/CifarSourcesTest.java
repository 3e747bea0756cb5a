package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.manifest.Fixtures.ManifestJson;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same few images in both layouts of CIFAR-10, through the whole fetch. */
@Timeout(60)
class CifarSourcesTest {
  private static final int TRAIN = 7;
  private static final int TEST = 4;

  @TempDir private Path directory;
  private Path bin;
  private Path tarball;
  private final Map<String, byte[]> batches = new LinkedHashMap<>();
  private final Map<String, byte[]> sheets = new LinkedHashMap<>();

  @BeforeEach
  void makeBothLayouts() throws IOException {
    Random random = new Random(5);
    StringBuilder labels = new StringBuilder();
    for (int i = 1; i <= 5; i++) {
      labels.append(labels.isEmpty() ? "" : ",").append(batch("data_batch_" + i, TRAIN, random));
    }
    sheets.put("package/train_lables.json", Fixtures.utf8("[" + labels + "]"));
    String testLabels = batch("test_batch", TEST, random);
    sheets.put("package/test_lables.json", Fixtures.utf8("[" + testLabels + "]"));
    bin = Files.createDirectory(directory.resolve("bin"));
    tarball = directory.resolve("package.tgz");
  }

  /** Fills {@link #batches} and {@link #sheets}; returns the labels. */
  private String batch(String name, int records, Random random) throws IOException {
    byte[] binary = new byte[records * 3073];
    BufferedImage sheet = new BufferedImage(1024, records, BufferedImage.TYPE_3BYTE_BGR);
    StringBuilder labels = new StringBuilder();
    for (int r = 0; r < records; r++) {
      int label = random.nextInt(10);
      labels.append(r == 0 ? "" : ",").append(label);
      binary[r * 3073] = (byte) label;
      for (int p = 0; p < 1024; p++) {
        int rgb = random.nextInt(1 << 24);
        sheet.setRGB(p, r, rgb);
        binary[r * 3073 + 1 + p] = (byte) (rgb >> 16);
        binary[r * 3073 + 1 + 1024 + p] = (byte) (rgb >> 8);
        binary[r * 3073 + 1 + 2048 + p] = (byte) rgb;
      }
    }
    batches.put(name + ".bin", binary);
    sheets.put("package/" + name + ".png", png(sheet));
    return labels.toString();
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** A manifest like that of CIFAR-10, of one source only. */
  private Manifest manifest(String url, byte[] archive, String rule) throws ManifestException {
    ManifestJson json = new ManifestJson().archive("archive", url, archive, rule);
    batches.forEach(
        (name, bytes) -> json.contained(name, "cifar-10-batches-bin/" + name, bytes, "archive"));
    return json.parse();
  }

  private FetchSettings withNpm(String script) throws IOException {
    Path npm = Files.writeString(bin.resolve("npm"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
    return withPath(bin + ":/usr/bin:/bin");
  }

  private static FetchSettings withPath(String path) {
    FetchSettings s = Fixtures.IMPATIENT;
    return new FetchSettings(
        s.connectTimeout(), s.stallTimeout(), s.attempts(), s.pause(), s.npmTimeout(), path);
  }

  private void fetchFromNpm(Path to, FetchSettings settings) throws Exception {
    byte[] archive = Fixtures.tarGz(sheets);
    Files.write(tarball, archive);
    Manifest manifest = manifest("npm:fake-cifar@1.0.0", archive, "cifar10-png");
    new Fetcher(manifest, new LocalDestination(to), settings, Progress.SILENT).fetch();
  }

  @Test
  void bothSourcesLeaveTheSameBytes() throws Exception {
    Map<String, byte[]> tree = new LinkedHashMap<>();
    batches.forEach((name, bytes) -> tree.put("cifar-10-batches-bin/" + name, bytes));
    byte[] university = Fixtures.tarGz(tree);
    Path first = directory.resolve("from-university");
    try (FaultyServer server = new FaultyServer()) {
      Fixtures.fetcher(manifest(server.serve("c.tgz", university), university, "tar-gz"), first)
          .fetch();
    }
    Path second = directory.resolve("from-npm");
    fetchFromNpm(second, withNpm("echo \"$@\" > '" + directory + "/args'; cp '" + tarball + "' ."));

    assertThat(directory.resolve("args"))
        .content()
        .isEqualTo("pack --ignore-scripts fake-cifar@1.0.0\n");
    batches.forEach(
        (name, bytes) -> {
          assertThat(first.resolve(name)).hasBinaryContent(bytes);
          assertThat(second.resolve(name)).hasBinaryContent(bytes);
        });
  }

  @Test
  void withoutNpmTheReasonIsClear() {
    assertThatThrownBy(() -> fetchFromNpm(directory.resolve("to"), withPath(bin.toString())))
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("npm:fake-cifar@1.0.0", "npm is not on the PATH", "Node.js");
  }

  @Test
  void npmsOwnWordsAreReported() throws Exception {
    FetchSettings settings =
        withNpm("echo 'npm error code ENOTFOUND' >&2; echo 'npm error no such host' >&2; exit 7");
    assertThatThrownBy(() -> fetchFromNpm(directory.resolve("to"), settings))
        .hasMessageContainingAll("exit code 7", "code ENOTFOUND; no such host");
  }

  @Test
  void anotherPackageThanExpectedIsRefused() throws Exception {
    FetchSettings settings = withNpm("echo something > other.tgz");
    assertThatThrownBy(() -> fetchFromNpm(directory.resolve("to"), settings))
        .hasMessageContaining("10 bytes, expected");
    FetchSettings nothing = withNpm("true");
    assertThatThrownBy(() -> fetchFromNpm(directory.resolve("to"), nothing))
        .hasMessageContaining("left 0 .tgz files");
  }

  @Test
  void npmThatHangsIsEnded() throws Exception {
    // Longer than the test may take.
    FetchSettings s = withNpm("sleep 300");
    FetchSettings brief =
        new FetchSettings(
            s.connectTimeout(),
            s.stallTimeout(),
            1,
            s.pause(),
            java.time.Duration.ofMillis(300),
            s.searchPath());
    assertThatThrownBy(() -> fetchFromNpm(directory.resolve("to"), brief))
        .hasMessageContaining("did not end within");
  }

  private void assertConversionFails(Consumer<Map<String, byte[]>> damage, String... said)
      throws IOException {
    Map<String, byte[]> damaged = new LinkedHashMap<>(sheets);
    damage.accept(damaged);
    Path from = Files.createTempDirectory(directory, "sheets");
    for (Map.Entry<String, byte[]> file : damaged.entrySet()) {
      Files.write(from.resolve(Path.of(file.getKey()).getFileName()), file.getValue());
    }
    Path to = Files.createTempDirectory(directory, "converted");
    assertThatThrownBy(() -> CifarPng.convert(from, to))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(said);
  }

  @Test
  void damagedSheetsAreNamed() throws IOException {
    String sheet = "package/test_batch.png";
    String labels = "package/test_lables.json";
    byte[] whole = sheets.get(sheet);
    assertConversionFails(m -> m.put(sheet, Arrays.copyOf(whole, whole.length / 2)), "test_batch");
    assertConversionFails(m -> m.put(sheet, new byte[0]), "test_batch");
    assertConversionFails(m -> m.put(sheet, Fixtures.utf8("GIF89a")), "test_batch");
    assertConversionFails(m -> m.remove(sheet), "4 labels", "0 rows");
    assertConversionFails(m -> m.remove(labels), "test_lables.json is missing");
    assertConversionFails(m -> m.put(labels, Fixtures.utf8("[1,2]")), "only 2 labels");
    assertConversionFails(m -> m.put(labels, Fixtures.utf8("[1,2,3,4,5]")), "5 labels", "4 rows");
    assertConversionFails(m -> m.put(labels, Fixtures.utf8("[1,2,3,10]")), "label 3 is 10");
    assertConversionFails(m -> m.put(labels, Fixtures.utf8("{\"a\":1}")), "not a JSON array");
    assertConversionFails(m -> m.put(labels, Fixtures.utf8("null")), "not a JSON array");
  }

  @Test
  void sheetsOfAnotherShapeAreNamed() throws IOException {
    byte[] narrow = png(new BufferedImage(1023, TEST, BufferedImage.TYPE_3BYTE_BGR));
    byte[] grey = png(new BufferedImage(1024, TEST, BufferedImage.TYPE_BYTE_GRAY));
    byte[] deep = png(new BufferedImage(1024, TEST, BufferedImage.TYPE_USHORT_GRAY));
    byte[] alpha = png(new BufferedImage(1024, TEST, BufferedImage.TYPE_4BYTE_ABGR));
    String sheet = "package/test_batch.png";
    assertConversionFails(m -> m.put(sheet, narrow), "1023 wide", "expected 1024 wide");
    assertConversionFails(m -> m.put(sheet, grey), "1 channels");
    assertConversionFails(m -> m.put(sheet, deep), "1 channels of [16]");
    assertConversionFails(m -> m.put(sheet, alpha), "4 channels");
  }

  /** A header that claims 1024 x 2,000,000,000 pixels must not be believed. */
  @Test
  void hugeSheetIsRefusedFromItsHeader() throws IOException {
    byte[] bomb = sheets.get("package/test_batch.png").clone();
    java.nio.ByteBuffer.wrap(bomb).putInt(20, 2_000_000_000);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(bomb, 12, 17);
    java.nio.ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());
    assertConversionFails(
        m -> m.put("package/test_batch.png", bomb), "2000000000 high", "at most 50000");
  }
}
