package io.perpixel.manifest;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  private static final List<String> SCHEMES = List.of("https", "http", "file", "npm");

  /** No leading {@code _} or {@code .}: readers of a directory pass such names by. */
  private static final Pattern FILE_NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

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

  private Distribution(URI base) {
    this.base = base;
  }

  static Distribution read(List<JsonFields> objects, URI base) throws ManifestException {
    Distribution distribution = new Distribution(base);
    Set<String> ids = new HashSet<>();
    for (JsonFields object : objects) {
      object.allowOnly(FIELDS);
      object.expect("@type", "cr:FileObject");
      if (!ids.add(object.text("@id"))) {
        throw object.error("@id", "'" + object.text("@id") + "' is used twice");
      }
      if (!object.has("containedIn")) {
        distribution.addSource(object);
      } else if (object.has("perpixel:unpack")) {
        throw object.error("perpixel:unpack", "an archive inside an archive is not supported");
      }
    }
    for (JsonFields object : objects) {
      if (!object.has("perpixel:unpack")) {
        distribution.addFile(object);
      }
    }
    for (JsonFields object : objects) {
      String id = object.text("@id");
      if (object.has("perpixel:unpack")
          && distribution.files.stream().noneMatch(file -> file.sources().contains(id))) {
        throw object.error("@id", "no file is containedIn '" + id + "': why download it?");
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

  private void addSource(JsonFields object) throws ManifestException {
    URI uri = address(object);
    List<Checksum> checksums = new ArrayList<>();
    addChecksum(object, "sha256", text -> new Checksum("SHA-256", text), checksums);
    addChecksum(object, "md5", text -> new Checksum("MD5", text), checksums);
    addChecksum(object, "perpixel:integrity", Checksum::ofIntegrity, checksums);
    if (checksums.isEmpty()) {
      throw object.error("sha256", "missing; sha256, md5 or perpixel:integrity must be there");
    }
    Unpack unpack = Unpack.NONE;
    try {
      unpack = object.optionalText("perpixel:unpack").map(Unpack::of).orElse(Unpack.NONE);
    } catch (IllegalArgumentException e) {
      throw object.error("perpixel:unpack", e.getMessage());
    }
    sources.add(
        new Source(object.text("@id"), uri, object.bytes("contentSize"), checksums, unpack));
  }

  private static void addChecksum(
      JsonFields object, String key, Function<String, Checksum> parser, List<Checksum> to)
      throws ManifestException {
    try {
      object.optionalText(key).map(parser).ifPresent(to::add);
    } catch (IllegalArgumentException e) {
      throw object.error(key, e.getMessage());
    }
  }

  private URI address(JsonFields object) throws ManifestException {
    String text = object.text("contentUrl");
    URI uri;
    try {
      uri = text.startsWith("npm:") ? URI.create(text) : base.resolve(text);
    } catch (IllegalArgumentException e) {
      throw object.error("contentUrl", "'" + text + "' is not an address: " + e.getMessage());
    }
    if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
      throw object.error(
          "contentUrl",
          "found '%s', expected %s: or a path relative to a manifest on a local disk"
              .formatted(text, String.join(":, ", SCHEMES)));
    }
    if (uri.getScheme().equals("npm") && !NPM.matcher(text).matches()) {
      throw object.error("contentUrl", "found '" + text + "', expected npm:NAME@VERSION");
    }
    return uri;
  }

  private void addFile(JsonFields object) throws ManifestException {
    String name = object.text("name");
    if (!FILE_NAME.matcher(name).matches()) {
      throw object.error(
          "name",
          "'%s' cannot be a file name here: letters, digits, '.', '_', '-', and '/' between names; none may start with '.' or '_'"
              .formatted(name));
    }
    if (files.stream().anyMatch(other -> other.name().equals(name))) {
      throw object.error("name", "two files are called '" + name + "'");
    }
    object.text("sha256"); // Not optional here: it says so.
    List<Checksum> checksum = new ArrayList<>();
    addChecksum(object, "sha256", text -> new Checksum("SHA-256", text), checksum);
    boolean contained = object.has("containedIn");
    files.add(
        new DataFile(
            name,
            contained ? object.text("contentUrl") : name,
            object.bytes("contentSize"),
            checksum.get(0),
            contained ? archives(object) : List.of(object.text("@id")),
            object.optionalText("perpixel:split"),
            object.count("perpixel:records")));
  }

  private List<String> archives(JsonFields object) throws ManifestException {
    List<String> ids = object.references("containedIn");
    for (String id : ids) {
      if (sources.stream().noneMatch(s -> s.id().equals(id) && s.unpack() != Unpack.NONE)) {
        throw object.error(
            "containedIn", "'" + id + "' is not the @id of a file object with perpixel:unpack");
      }
    }
    return ids;
  }
}
