package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perpixel.manifest.Fixtures.ManifestJson;
import io.perpixel.manifest.Fixtures.Notes;
import io.perpixel.testing.DeafPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FetcherTest {
  private static final byte[] CONTENT = Fixtures.noise(300_000, 1);

  @TempDir private Path directory;
  private Path to;
  private FaultyServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FaultyServer();
    to = directory.resolve("data");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Manifest plain() throws ManifestException {
    return new ManifestJson().plain("a.bin", server.serve("a.bin", CONTENT), CONTENT).parse();
  }

  /** One file in an archive that two servers' addresses offer. */
  private Manifest twoArchives(byte[] first, byte[] second) throws ManifestException {
    return new ManifestJson()
        .archive("first", server.serve("first.tgz", first), first, "tar-gz")
        .archive("second", server.serve("second.tgz", second), second, "tar-gz")
        .contained("a.bin", "dir/a.bin", CONTENT, "first", "second")
        .parse();
  }

  private static byte[] archive() {
    return Fixtures.tarGz(Map.of("dir/a.bin", CONTENT, "dir/readme", new byte[9]));
  }

  private void assertFetched(Path where) throws IOException {
    assertThat(where.resolve("a.bin")).hasBinaryContent(CONTENT);
    try (var files = Files.list(where)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a.bin", "_fetched.json");
    }
  }

  @Test
  void secondRunDownloadsNothing() throws Exception {
    assertThat(Fixtures.fetcher(plain(), to).fetch()).containsExactly("a.bin");
    assertFetched(to);
    byte[] record = Files.readAllBytes(to.resolve("_fetched.json"));

    assertThat(Fixtures.fetcher(plain(), to).fetch()).isEmpty();
    assertThat(server.requests).hasSize(1);
    assertThat(to.resolve("_fetched.json")).hasBinaryContent(record);
  }

  @Test
  void damagedFileIsFetchedAgain() throws Exception {
    Fixtures.fetcher(plain(), to).fetch();
    byte[] damaged = CONTENT.clone();
    damaged[1234] ^= 1;
    Files.write(to.resolve("a.bin"), damaged);

    assertThat(Fixtures.problems(plain(), to)).containsOnlyKeys("a.bin");
    Notes notes = new Notes();
    new Fetcher(plain(), new LocalDestination(to), Fixtures.IMPATIENT, notes).fetch();
    assertFetched(to);
    assertThat(notes.notes).anySatisfy(n -> assertThat(n).contains("a.bin", "wrong digest"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"files\": 3}", ""})
  void brokenRecordIsWrittenAnewWithoutDownloads(String record) throws Exception {
    Fixtures.fetcher(plain(), to).fetch();
    Files.writeString(to.resolve("_fetched.json"), record);
    Fixtures.fetcher(plain(), to).fetch();
    assertThat(server.requests).hasSize(1);
    assertThat(to.resolve("_fetched.json")).content().contains(Fixtures.sha256(CONTENT));
  }

  @Test
  void cutConnectionIsResumed() throws Exception {
    Manifest manifest = plain();
    server.cut("a.bin", 100_000, 50_000);
    Fixtures.fetcher(manifest, to).fetch();
    assertFetched(to);
    assertThat(server.requests).hasSize(3);
    // Of what had come when the connection broke the last may not have been read.
    assertThat(start(2)).isGreaterThan(start(1)).isGreaterThan(50_000);
    assertThat(server.requests.get(2)).endsWith("- \"v1\"");
  }

  /** The first byte that a request asked for. */
  private int start(int request) {
    return Integer.parseInt(server.requests.get(request).replaceAll(".*bytes=(\\d+)-.*", "$1"));
  }

  @Test
  void laterRunResumes() throws Exception {
    Manifest manifest = plain();
    server.cut("a.bin", 100_000, 10, 10);
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("of 300,000 bytes", "tried 3 times");
    assertThat(to.resolve("a.bin")).doesNotExist();

    Fixtures.fetcher(manifest, to).fetch();
    assertFetched(to);
    assertThat(server.requests.get(3)).startsWith("/a.bin bytes=");
  }

  @Test
  void serverWithoutRangesSendsAllAgain() throws Exception {
    Manifest manifest = plain();
    server.ranges = false;
    server.cut("a.bin", 100_000);
    Fixtures.fetcher(manifest, to).fetch();
    assertFetched(to);
  }

  @Test
  void fileThatChangedOnTheServerStartsOver() throws Exception {
    byte[] other = Fixtures.noise(CONTENT.length, 2);
    Manifest manifest = plain();
    server.serve("a.bin", other);
    server.cut("a.bin", 100_000, 0, 0);
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch());

    server.serve("a.bin", CONTENT);
    server.etag = "\"v2\"";
    Fixtures.fetcher(manifest, to).fetch();
    assertFetched(to);
  }

  @Test
  void changeThatTheServerHidesIsFoundByTheDigest() throws Exception {
    Manifest manifest = plain();
    server.etag = null;
    server.serve("a.bin", Fixtures.noise(CONTENT.length, 2));
    server.cut("a.bin", 100_000, 0, 0);
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch());

    server.serve("a.bin", CONTENT);
    Fixtures.fetcher(manifest, to).fetch();
    assertFetched(to);
  }

  @Test
  void stalledServerIsGivenUp() throws Exception {
    Manifest manifest = plain();
    server.cut("a.bin", 1000);
    server.stall = true;
    FetchSettings s = Fixtures.IMPATIENT;
    FetchSettings once =
        new FetchSettings(
            s.connectTimeout(), Duration.ofSeconds(2), 1, s.pause(), s.npmTimeout(), "");
    Fetcher fetcher = new Fetcher(manifest, new LocalDestination(to), once, Progress.SILENT);
    assertThatThrownBy(fetcher::fetch)
        .message()
        .containsAnyOf("nothing arrived for 2 s", "did not answer within 2 s");
  }

  @Test
  void wrongDigestLeadsToTheNextSource() throws Exception {
    Manifest manifest = twoArchives(archive(), archive());
    byte[] wrong = archive();
    wrong[wrong.length / 2] ^= 1;
    server.serve("first.tgz", wrong);

    assertThat(Fixtures.fetcher(manifest, to).fetch()).containsExactly("second");
    assertFetched(to);
    assertThat(to.resolve("_fetched.json")).content().contains("\"source\" : \"second\"");
  }

  @Test
  void everySourceSaysWhyItFailed() throws Exception {
    Manifest manifest = twoArchives(archive(), archive());
    server.serve("first.tgz", new byte[77]);
    server.status("second.tgz", 404);
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll(
            "none of its 2 sources delivers",
            "first (http://127.0.0.1",
            "the server's file has 77 bytes, expected",
            "second (http://127.0.0.1",
            "HTTP 404");
  }

  @Test
  void busyServerIsAskedAgainAndMissingFileIsNot() throws Exception {
    Manifest manifest = plain();
    server.status("a.bin", 503);
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
        .hasMessageContainingAll("HTTP 503", "tried 3 times");
    assertThat(server.requests).hasSize(3);

    server.status("a.bin", 403);
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
        .hasMessageContaining("HTTP 403");
    assertThat(server.requests).hasSize(4);
  }

  @Test
  void nobodyAtTheOtherEnd() throws Exception {
    try (DeafPort port = new DeafPort()) {
      Manifest manifest =
          new ManifestJson().plain("a.bin", "http://" + port.authority() + "/a", CONTENT).parse();
      assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
          .hasMessageContainingAll("no network, or " + port.authority(), "refuses the connection");
    }
  }

  @Test
  void unknownHost() throws Exception {
    Manifest manifest =
        new ManifestJson().plain("a.bin", "http://no-such-host.invalid/a", CONTENT).parse();
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
        .hasMessageContainingAll("no-such-host.invalid", "cannot be resolved");
  }

  @Test
  void archiveThatIsPublishedBrokenLeadsToTheNextSource() throws Exception {
    byte[] half = java.util.Arrays.copyOf(archive(), archive().length / 2);
    assertThat(Fixtures.fetcher(twoArchives(half, archive()), to).fetch())
        .containsExactly("second");
    assertFetched(to);
  }

  @Test
  void archiveWithAnotherFileInsideIsRefused() throws Exception {
    byte[] other = Fixtures.tarGz(Map.of("dir/a.bin", Fixtures.noise(CONTENT.length, 3)));
    byte[] empty = Fixtures.tarGz(Map.of());
    assertThatThrownBy(() -> Fixtures.fetcher(twoArchives(other, empty), to).fetch())
        .hasMessageContainingAll(
            "wrong 'dir/a.bin': wrong digest", "'dir/a.bin' is not in the archive");
    assertThat(to.resolve("a.bin")).doesNotExist();
  }

  /** The manifest knows its digest, but it is none of the archive's files. */
  @Test
  void filesBesideTheArchiveAreNotTaken() throws Exception {
    Path staging = Files.createDirectories(to.resolve("_staging"));
    Path beside = Files.write(staging.resolve("beside.bin"), CONTENT);
    byte[] archive = archive();
    String url = server.serve("first.tgz", archive);
    for (String path : new String[] {"../beside.bin", beside.toString(), "x/../../beside.bin"}) {
      Manifest manifest =
          new ManifestJson()
              .archive("first", url, archive, "tar-gz")
              .contained("a.bin", path, CONTENT, "first")
              .parse();
      assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
          .hasMessageContaining("'" + path + "' is not in the archive");
      assertThat(beside).hasBinaryContent(CONTENT);
    }
    Manifest unnamed =
        new ManifestJson()
            .archive("first", url, archive, "tar-gz")
            .contained("a.bin", "a\u0000b", CONTENT, "first")
            .parse();
    assertThatThrownBy(() -> Fixtures.fetcher(unnamed, to).fetch())
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("is no name of a file");
  }

  /** {@code /dev/full} takes no byte: the operating system's own "No space left on device". */
  @Test
  void fullDiskEndsTheFetchAndSaysSo() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    Manifest manifest = twoArchives(archive(), archive());
    Source first = manifest.sources().get(0);
    Path staging = Files.createDirectories(to.resolve("_staging"));
    String name = "first-" + first.checksums().get(0).hex().substring(0, 12) + ".part";
    Path link = Files.createSymbolicLink(staging.resolve(name), Path.of("/dev/full"));
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
        .isInstanceOf(FetchException.class)
        .hasMessageContainingAll("No space left on device", "Make room and run again")
        .hasMessageNotContaining("second");
    assertThat(staging.resolve("unpacked")).as("takes room").doesNotExist();
    Files.delete(link);
  }

  @Test
  void fullDestinationIsNamed() throws Exception {
    LocalDestination local = new LocalDestination(to);
    Destination full =
        new Destination() {
          @Override
          public Optional<InputStream> open(String name) throws IOException {
            return local.open(name);
          }

          @Override
          public void publish(Path file, String name) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public List<Entry> list(String directory) throws IOException {
            return local.list(directory);
          }

          @Override
          public Path staging() {
            return local.staging();
          }

          @Override
          public String toString() {
            return "hdfs://cluster/data";
          }
        };
    Fetcher fetcher = new Fetcher(plain(), full, Fixtures.IMPATIENT, Progress.SILENT);
    assertThatThrownBy(fetcher::fetch)
        .hasMessageContainingAll("cannot write a.bin to hdfs://cluster/data", "No space left");
    assertThat(to.resolve("_staging/unpacked")).doesNotExist();
    // What was downloaded is still there: with room made, nothing is asked of the server again.
    Fixtures.fetcher(plain(), to).fetch();
    assertFetched(to);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void moreThanTheDiskHoldsIsRefusedBeforeTheDownload() throws Exception {
    ManifestJson json = new ManifestJson().plain("a.bin", server.serve("a.bin", CONTENT), CONTENT);
    json.objects.get(0).put("contentSize", "900000000000000000 B");
    Manifest manifest = json.parse();
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, to).fetch())
        .hasMessageContaining("disk full: a.bin needs 900,000,000,000,000,000 bytes");
    assertThat(server.requests).isEmpty();
  }

  /** A download that went on before fits where the whole would not. */
  @Test
  void whatHasArrivedNeedsNoMoreRoom() throws Exception {
    Source source = plain().sources().get(0);
    PartFile part = new PartFile(directory.resolve("a.bin"));
    assertThat(Downloads.toCome(source, part)).isEqualTo(CONTENT.length);
    Files.write(part.path(), new byte[100]);
    assertThat(Downloads.toCome(source, part)).isEqualTo(CONTENT.length - 100);
    Files.write(part.path(), new byte[CONTENT.length + 1]);
    assertThat(Downloads.toCome(source, part)).as("it starts over").isEqualTo(CONTENT.length);
  }

  @Test
  void failuresWithoutWordsAreNamed() {
    URI uri = URI.create("http://example.org:81/a");
    assertThat(
            TransientException.ofConnection(uri, Fixtures.IMPATIENT, new ClosedChannelException()))
        .hasMessage("example.org:81: ClosedChannelException");
  }

  @Test
  void destinationThatIsAFileIsNamed() throws Exception {
    Files.write(to, new byte[1]);
    assertThatThrownBy(() -> Fixtures.fetcher(plain(), to).fetch())
        .hasMessageContainingAll(to.toString(), "is a file");
  }

  @RepeatedTest(20)
  void fetchesAtOnceToOneTargetDoTheWorkOnce() throws Exception {
    Manifest manifest = twoArchives(archive(), archive());
    Callable<List<String>> fetch = () -> Fixtures.fetcher(manifest, to).fetch();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      int working = 0;
      for (Future<List<String>> result : threads.invokeAll(List.of(fetch, fetch, fetch, fetch))) {
        working += result.get().isEmpty() ? 0 : 1;
      }
      assertThat(working).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertFetched(to);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void localFilesAreCopiedAndVerified() throws Exception {
    Path file = Files.write(directory.resolve("local.bin"), CONTENT);
    Manifest manifest = new ManifestJson().plain("a.bin", file.toUri().toString(), CONTENT).parse();
    Fixtures.fetcher(manifest, to).fetch();
    assertFetched(to);
    assertThat(file).exists();

    Files.write(file, new byte[3]);
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, directory.resolve("other")).fetch())
        .hasMessageContaining("3 bytes, expected 300,000");
    Files.delete(file);
    assertThatThrownBy(() -> Fixtures.fetcher(manifest, directory.resolve("other")).fetch())
        .hasMessageContaining("does not exist");
  }
}
