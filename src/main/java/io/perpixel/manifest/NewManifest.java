package io.perpixel.manifest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Writes the manifest of a directory: each file with size and SHA-256, its split by {@link Splits},
 * and how many examples it holds where {@link FileFormat} can tell. Names that start with {@code _}
 * or {@code .} are passed over. Files are read, and told of, one by one.
 */
public final class NewManifest {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final Description description;
  private final Destination data;
  private final Splits splits;
  private final Progress progress;
  private long files;
  private long bytes;

  /**
   * What people are to know of a data set.
   *
   * @param name short name
   * @param text what it is
   * @param license SPDX id or address; {@code unknown} if it is
   * @param terms address that states the terms of use; needed if the license is unknown
   * @param url its page, or where it is
   * @param creator person who made it
   * @param published when
   * @param contentUrl what the addresses of the files begin with, which ends with a slash; empty if
   *     they are beside the manifest
   */
  public record Description(
      String name,
      String text,
      String license,
      Optional<String> terms,
      String url,
      String creator,
      LocalDate published,
      String contentUrl) {}

  /**
   * A manifest to be written.
   *
   * @param splitRules as {@link Splits} reads them
   * @throws IllegalArgumentException if a rule cannot be used
   */
  public NewManifest(
      Description description, Destination data, Iterable<String> splitRules, Progress progress)
      throws IOException {
    this.description = description;
    this.data = data;
    this.splits = Splits.of(splitRules, data);
    this.progress = progress;
  }

  /**
   * Writes it; readers see all of it or what was there before.
   *
   * @param to directory of the manifest
   * @param name of its file, which is not taken for data if it is in the directory of the data
   * @throws IllegalArgumentException if a file has a name that no manifest can hold, a rule names
   *     no file, the description is not valid, or there are no files
   * @throws IOException if the data cannot be read, or changes meanwhile
   */
  public void write(Destination to, String name) throws IOException, InterruptedException {
    requireValid();
    String itself = to.toString() + "/" + name;
    FileTree.walk(data, (file, size) -> count(file, size, itself));
    if (files == 0) {
      throw new IllegalArgumentException("there are no files in " + data);
    }
    splits.requireUsed();
    try (Staging staging = Staging.open(to.staging(), progress)) {
      Path staged = staging.directory().resolve("new-manifest");
      try {
        writeAll(staged, itself);
        to.publish(staged, name);
      } finally {
        staging.discard(staged);
      }
    }
  }

  private void writeAll(Path file, String itself) throws IOException {
    try (OutputStream out = StagedOutput.open(file);
        JsonGenerator json = new JsonMapper().createGenerator(out)) {
      DefaultIndenter newline = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(newline).withArrayIndenter(newline));
      write(json, itself);
      json.writeRaw('\n');
    }
  }

  /** How many files it names. */
  public long files() {
    return files;
  }

  /** Bytes of all of them. */
  public long bytes() {
    return bytes;
  }

  private void count(String file, long size, String itself) {
    if (!isData(file, itself)) {
      return;
    }
    if (!FileNames.FORM.matcher(file).matches()) {
      throw new IllegalArgumentException(
          "'%s' in %s has a name that no manifest can hold: expected %s"
              .formatted(FileNames.shown(file), data, FileNames.EXPECTED));
    }
    splits.of(file);
    files++;
    bytes += size;
  }

  private boolean isData(String file, String itself) {
    return !(data + "/" + file).equals(itself);
  }

  /** Tells of wrong descriptions before the data is read. */
  private void requireValid() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonMapper().createGenerator(text)) {
      writeHeader(json);
      json.writeStringField("perpixel:obtain", "nothing yet");
      json.writeEndObject();
    }
    try {
      ManifestReader.parse(text.toString(), description.name(), URI.create("file:/"));
    } catch (ManifestException e) {
      throw new IllegalArgumentException(String.join("; ", e.problems()), e);
    }
  }

  private void writeHeader(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeFieldName("@context");
    json.writeTree(DatasetFields.fullContext());
    json.writeStringField("@type", "sc:Dataset");
    json.writeStringField("conformsTo", DatasetFields.CROISSANT);
    json.writeStringField("name", description.name());
    json.writeStringField("description", description.text());
    json.writeStringField("url", description.url());
    json.writeStringField("version", "1.0.0");
    json.writeStringField("datePublished", description.published().toString());
    json.writeObjectFieldStart("creator");
    json.writeStringField("@type", "sc:Person");
    json.writeStringField("name", description.creator());
    json.writeEndObject();
    json.writeStringField("license", description.license());
    if (description.terms().isPresent()) {
      json.writeStringField("perpixel:terms", description.terms().get());
    }
  }

  private void write(JsonGenerator json, String itself) throws IOException {
    writeHeader(json);
    json.writeArrayFieldStart("distribution");
    long[] done = {0};
    progress.start("digesting %,d files".formatted(files), bytes);
    try {
      FileTree.walk(
          data,
          (file, size) -> {
            if (isData(file, itself)) {
              writeFile(json, file, size);
              done[0] += size;
              progress.advance(done[0]);
            }
          });
    } finally {
      progress.done();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeFile(JsonGenerator json, String name, long size) throws IOException {
    json.writeStartObject();
    json.writeStringField("@type", "cr:FileObject");
    json.writeStringField("@id", name);
    json.writeStringField("name", name);
    json.writeStringField("contentUrl", description.contentUrl() + encoded(name));
    json.writeStringField("contentSize", size + " B");
    json.writeStringField("encodingFormat", FileFormat.mediaType(name));
    json.writeStringField("sha256", digest(name, size));
    Optional<String> split = splits.of(name);
    if (split.isPresent()) {
      json.writeStringField("perpixel:split", split.get());
    }
    long records = splits.lines(name).orElse(FileFormat.records(name, size));
    if (records > 0) {
      json.writeNumberField("perpixel:records", records);
    }
    json.writeEndObject();
  }

  private String digest(String name, long size) throws IOException {
    MessageDigest digest = Checksum.newDigest("SHA-256");
    long read = 0;
    try (InputStream in = data.open(name).orElseThrow(() -> new IOException(gone(name)))) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        read += n;
      }
    }
    if (read != size) {
      throw new IOException(
          "%s/%s has changed meanwhile: it had %,d bytes, and then %,d"
              .formatted(data, name, size, read));
    }
    return Checksum.hex(digest);
  }

  private String gone(String name) {
    return "%s/%s is gone meanwhile".formatted(data, name);
  }

  /**
   * A relative reference to a file, as addresses hold it. Not by {@code URI.toASCIIString}, which
   * composes accents: a file whose name has them apart, as macOS writes them, would not be found.
   */
  private static String encoded(String name) {
    String quoted;
    try {
      quoted = new URI(null, null, name, null).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'%s' cannot be part of an address".formatted(name), e);
    }
    StringBuilder ascii = new StringBuilder();
    for (byte b : quoted.getBytes(StandardCharsets.UTF_8)) {
      ascii.append(b >= 0 ? Character.toString(b) : "%" + HEX.toHexDigits(b));
    }
    return ascii.toString();
  }
}
