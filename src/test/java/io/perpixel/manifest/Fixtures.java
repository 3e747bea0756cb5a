package io.perpixel.manifest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small manifests, archives and settings for the tests of this package. */
final class Fixtures {
  /** Tries again at once, but waits long for what is to come: machines stall. */
  static final FetchSettings IMPATIENT =
      new FetchSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          3,
          Duration.ofMillis(1),
          Duration.ofSeconds(50),
          "");

  private Fixtures() {}

  static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    MessageDigest digest = Checksum.newDigest("SHA-256");
    digest.update(bytes);
    return Checksum.hex(digest);
  }

  static byte[] tarGz(Map<String, byte[]> entries) {
    return tarGz(
        tar -> {
          for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            TarArchiveEntry header = new TarArchiveEntry(entry.getKey(), true);
            header.setSize(entry.getValue().length);
            tar.putArchiveEntry(header);
            tar.write(entry.getValue());
            tar.closeArchiveEntry();
          }
        });
  }

  interface TarContent {
    void write(TarArchiveOutputStream tar) throws IOException;
  }

  static byte[] tarGz(TarContent content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      content.write(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes a manifest, object by object. */
  static final class ManifestJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    final ObjectNode root = JSON.createObjectNode();
    final List<ObjectNode> objects = new ArrayList<>();
    private final ArrayNode distribution;

    ManifestJson() {
      root.set("@context", DatasetFields.fullContext());
      root.put("@type", "sc:Dataset").put("conformsTo", "http://mlcommons.org/croissant/1.0");
      root.put("name", "tiny").put("license", "CC0-1.0").put("description", "a few bytes");
      root.put("url", "https://example.org/tiny").put("datePublished", "2026-01-31");
      root.putObject("creator").put("@type", "sc:Person").put("name", "somebody");
      distribution = root.putArray("distribution");
    }

    ManifestJson plain(String name, String url, byte[] content) {
      object(name, url, content).put("name", name);
      return this;
    }

    ManifestJson archive(String id, String url, byte[] content, String rule) {
      object(id, url, content).put("name", id).put("perpixel:unpack", rule);
      return this;
    }

    ManifestJson contained(String name, String path, byte[] content, String... archives) {
      ArrayNode alternatives =
          object(name, path, content).put("name", name).putArray("containedIn");
      for (String archive : archives) {
        alternatives.addObject().put("@id", archive);
      }
      return this;
    }

    private ObjectNode object(String id, String url, byte[] content) {
      ObjectNode object = distribution.addObject();
      object.put("@type", "cr:FileObject").put("@id", id).put("contentUrl", url);
      object.put("contentSize", content.length + " B").put("sha256", sha256(content));
      object.put("encodingFormat", "application/octet-stream");
      objects.add(object);
      return object;
    }

    Manifest parse() throws ManifestException {
      return ManifestReader.parse(root.toString(), "tiny.json", URI.create("file:///nowhere/"));
    }
  }

  /** Keeps what a fetch says. */
  static final class Notes implements Progress {
    final List<String> notes = new ArrayList<>();
    long furthest;

    @Override
    public void start(String task, long bytes) {}

    @Override
    public void advance(long bytes) {
      furthest = Math.max(furthest, bytes);
    }

    @Override
    public void done() {}

    @Override
    public void note(String message) {
      notes.add(message);
    }
  }

  static Fetcher fetcher(Manifest manifest, Path to) {
    return new Fetcher(manifest, new LocalDestination(to), IMPATIENT, Progress.SILENT);
  }

  /** What is wrong at a directory. */
  static Map<String, String> problems(Manifest manifest, Path at) throws IOException {
    return new DataCheck(manifest, new LocalDestination(at)).problems(Progress.SILENT);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
