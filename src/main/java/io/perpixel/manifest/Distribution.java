package io.perpixel.manifest;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The {@code distribution} of a manifest: a list of {@code cr:FileObject}, each of which is one of
 * three things.
 *
 * <ul>
 *   <li>An <em>archive</em> has {@code perpixel:unpack}; it is downloaded from its {@code
 *       contentUrl} and not published itself.
 *   <li>A <em>contained file</em> has {@code containedIn}: one archive, or a list of alternatives
 *       with the preferred one first. Its {@code contentUrl} is the path inside, its {@code name}
 *       the file name at the destination.
 *   <li>Anything else is a <em>plain file</em>, downloaded and published as it is.
 * </ul>
 *
 * <p>{@code perpixel:split} and {@code perpixel:records} tell what a published file holds; {@code
 * perpixel:integrity} is npm's form of a digest.
 */
final class Distribution {
  /** The last ones are Hadoop's. */
  private static final List<String> SCHEMES =
      List.of(
          "https",
          "http",
          "file",
          "npm",
          "hdfs",
          "viewfs",
          "webhdfs",
          "swebhdfs",
          "s3a",
          "abfs",
          "abfss",
          "wasb",
          "wasbs",
          "gs",
          "ofs",
          "o3fs");

  private static final Pattern NPM =
      Pattern.compile("npm:(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*@[0-9][0-9A-Za-z.+-]*");

  private static final List<String> FIELDS =
      List.of(
          "@type",
          "@id",
          "name",
          "description",
          "contentUrl",
          "contentSize",
          "encodingFormat",
          "sha256",
          "md5",
          "containedIn",
          "perpixel:integrity",
          "perpixel:unpack",
          "perpixel:split",
          "perpixel:records");

  private final URI base;
  private final List<Source> sources = new ArrayList<>();
  private final List<DataFile> files = new ArrayList<>();
  private final Set<String> archives = new HashSet<>();
  private final Set<String> names = new HashSet<>();

  private Distribution(URI base) {
    this.base = base;
  }

  /** Reads the file objects; what is wrong with them is noted, and they are passed over. */
  static Distribution read(List<JsonFields> objects, URI base) {
    Distribution distribution = new Distribution(base);
    Set<String> ids = new HashSet<>();
    for (JsonFields object : objects) {
      object.allowOnly(FIELDS);
      object.expect("@type", "cr:FileObject");
      object.text("name");
      object.text("encodingFormat");
      object.optionalText("description");
      object.optionalText("perpixel:split");
      object.count("perpixel:records");
      Optional<String> id = object.text("@id");
      if (id.isPresent() && !ids.add(id.get())) {
        object.problem("@id", "'" + id.get() + "' is used twice");
      }
      if (!object.has("containedIn")) {
        distribution.addSource(object);
      } else if (object.has("perpixel:unpack")) {
        object.problem("perpixel:unpack", "an archive inside an archive is not supported");
      }
    }
    Set<String> used = new HashSet<>();
    for (JsonFields object : objects) {
      if (!object.has("perpixel:unpack")) {
        distribution.addFile(object, used);
      }
    }
    for (JsonFields object : objects) {
      Optional<String> id = object.optionalText("@id").filter(distribution.archives::contains);
      if (id.isPresent() && !used.contains(id.get())) {
        object.problem("@id", "no file is containedIn '" + id.get() + "': why download it?");
      }
    }
    return distribution;
  }

  List<Source> sources() {
    return sources;
  }

  List<DataFile> files() {
    return files;
  }

  private void addSource(JsonFields object) {
    int before = object.problems();
    Optional<String> id = object.optionalText("@id");
    Optional<URI> uri = object.text("contentUrl").flatMap(text -> address(object, text));
    List<Checksum> checksums = checksums(object);
    // A plain file needs sha256, of which is told where it is read as a file.
    if (checksums.isEmpty() && object.has("perpixel:unpack") && object.problems() == before) {
      object.problem("sha256", "missing; sha256, md5 or perpixel:integrity must be there");
    }
    Unpack unpack = unpack(object);
    long size = object.bytes("contentSize");
    if (object.has("perpixel:unpack")) {
      id.ifPresent(archives::add);
    }
    if (object.problems() == before && id.isPresent()) {
      sources.add(new Source(id.get(), uri.orElseThrow(), size, checksums, unpack));
    }
  }

  private static Unpack unpack(JsonFields object) {
    Optional<String> key = object.optionalText("perpixel:unpack");
    Unpack rule = key.flatMap(Unpack::of).orElse(Unpack.NONE);
    if (key.isPresent() && rule == Unpack.NONE) {
      object.problem(
          "perpixel:unpack",
          "'%s' is not an unpack rule; known: %s".formatted(key.get(), Unpack.archives()));
    }
    return rule;
  }

  /** SHA-256 first, if it is there. */
  private static List<Checksum> checksums(JsonFields object) {
    List<Checksum> checksums = new ArrayList<>();
    addChecksum(object, "sha256", text -> new Checksum("SHA-256", text), checksums);
    addChecksum(object, "md5", text -> new Checksum("MD5", text), checksums);
    addChecksum(object, "perpixel:integrity", Checksum::ofIntegrity, checksums);
    return checksums;
  }

  private static void addChecksum(
      JsonFields object, String key, Function<String, Checksum> parser, List<Checksum> to) {
    try {
      object.optionalText(key).map(parser).ifPresent(to::add);
    } catch (IllegalArgumentException e) {
      object.problem(key, e.getMessage());
    }
  }

  private Optional<URI> address(JsonFields object, String text) {
    URI uri;
    try {
      uri = text.startsWith("npm:") ? URI.create(text) : base.resolve(text);
    } catch (IllegalArgumentException e) {
      object.problem("contentUrl", "'" + text + "' is not an address: " + e.getMessage());
      return Optional.empty();
    }
    String scheme = uri.getScheme();
    if (scheme == null || !SCHEMES.contains(scheme)) {
      object.problem(
          "contentUrl",
          "found '%s', expected a path relative to the manifest, or one of %s:"
              .formatted(text, String.join(":, ", SCHEMES)));
      return Optional.empty();
    }
    if (scheme.equals("npm") && !NPM.matcher(text).matches()) {
      object.problem("contentUrl", "found '" + text + "', expected npm:NAME@VERSION");
      return Optional.empty();
    }
    return Optional.of(uri);
  }

  private void addFile(JsonFields object, Set<String> used) {
    int before = object.problems();
    Optional<String> id = object.optionalText("@id");
    Optional<String> name = object.optionalText("name", FileNames.FORM, FileNames.EXPECTED);
    if (name.isPresent() && !names.add(name.get())) {
      object.problem("name", "two files are called '" + name.get() + "'");
    }
    boolean contained = object.has("containedIn");
    Optional<String> path = contained ? object.text("contentUrl") : name;
    List<Checksum> checksums = checksums(object);
    object.text("sha256"); // Not optional here.
    List<String> from = contained ? archives(object) : id.map(List::of).orElse(List.of());
    used.addAll(from);
    long size = object.bytes("contentSize");
    Optional<String> split = object.optionalText("perpixel:split");
    long records = object.count("perpixel:records");
    if (object.problems() == before && name.isPresent() && path.isPresent()) {
      files.add(new DataFile(name.get(), path.get(), size, checksums.get(0), from, split, records));
    }
  }

  private List<String> archives(JsonFields object) {
    List<String> ids = object.references("containedIn");
    for (String id : ids) {
      if (!archives.contains(id)) {
        object.problem(
            "containedIn", "'" + id + "' is not the @id of a file object with perpixel:unpack");
      }
    }
    return ids;
  }
}
