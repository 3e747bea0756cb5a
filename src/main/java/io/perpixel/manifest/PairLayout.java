package io.perpixel.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a data set of images and maps keeps its files, once it is unpacked: {@code perpixel:layout}
 * of a manifest. Files belong together by the path below their directory, without extension and
 * without the suffix.
 *
 * @param parts at least one
 * @param mapSuffix what the names of maps end with, such as {@code _fixMap}; may be empty
 * @param pointsSuffix likewise of files of fixation points
 * @param skip directories to pass over, by name, wherever they are
 */
public record PairLayout(
    List<Part> parts, String mapSuffix, String pointsSuffix, List<String> skip) {
  /** Stays below the directory that the user names. */
  private static final Pattern DIRECTORY =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

  private static final List<String> SPLITS = List.of("train", "validation", "test", "all");

  /**
   * The files of one split.
   *
   * @param split {@code train}, {@code validation}, {@code test}, or {@code all} for a data set
   *     that is not divided
   * @param images directory, relative to the data set's
   * @param maps likewise; empty where they are withheld
   * @param points likewise, of fixation points; empty where there are none
   * @param holdOut share of the images, 0 up to 1, that are held out for validation, chosen by
   *     their names
   */
  public record Part(
      String split,
      String images,
      Optional<String> maps,
      Optional<String> points,
      double holdOut) {}

  /** Defensive copies. */
  public PairLayout {
    parts = List.copyOf(parts);
    skip = List.copyOf(skip);
  }

  static PairLayout read(JsonFields layout) throws ManifestException {
    layout.allowOnly(
        List.of("perpixel:parts", "perpixel:mapSuffix", "perpixel:pointsSuffix", "perpixel:skip"));
    List<Part> parts = new ArrayList<>();
    for (JsonFields part : layout.objects("perpixel:parts")) {
      part.allowOnly(
          List.of(
              "perpixel:split",
              "perpixel:images",
              "perpixel:maps",
              "perpixel:points",
              "perpixel:holdOut"));
      String split = part.text("perpixel:split");
      if (!SPLITS.contains(split)) {
        throw part.error(
            "perpixel:split", "found '%s', expected one of %s".formatted(split, SPLITS));
      }
      if (parts.stream().anyMatch(other -> other.split().equals(split))) {
        throw part.error("perpixel:split", "two parts are '" + split + "'");
      }
      parts.add(
          new Part(
              split,
              directory(part, "perpixel:images").orElseThrow(() -> missing(part)),
              directory(part, "perpixel:maps"),
              directory(part, "perpixel:points"),
              holdOut(part, split)));
    }
    return new PairLayout(
        parts,
        layout.optionalText("perpixel:mapSuffix").orElse(""),
        layout.optionalText("perpixel:pointsSuffix").orElse(""),
        layout.texts("perpixel:skip"));
  }

  private static double holdOut(JsonFields part, String split) throws ManifestException {
    double share = part.share("perpixel:holdOut");
    if (share > 0 && !split.equals("train")) {
      throw part.error(
          "perpixel:holdOut", "found in split '" + split + "', expected in train only");
    }
    return share;
  }

  private static ManifestException missing(JsonFields part) {
    return part.error("perpixel:images", "this field is missing");
  }

  private static Optional<String> directory(JsonFields part, String key) throws ManifestException {
    Optional<String> name = part.optionalText(key);
    if (name.isPresent() && !DIRECTORY.matcher(name.get()).matches()) {
      throw part.error(key, "'%s' is no directory below the data set's own".formatted(name.get()));
    }
    return name;
  }
}
