package io.perpixel.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a data set of images and maps or masks keeps its files, once it is unpacked: {@code
 * perpixel:layout} of a manifest. Files belong together by the path below their directory, without
 * extension and without the suffix.
 *
 * @param parts at least one
 * @param mapSuffix what the names of maps end with, such as {@code _fixMap}; may be empty
 * @param pointsSuffix likewise of files of fixation points
 * @param skip directories to pass over, by name, wherever they are
 * @param colours of masks, each as {@code R:G:B=CLASS} or {@code R:G:B=ignore}; empty if masks hold
 *     class indices
 * @param splits how a part {@code all} is divided, if a file says that
 */
public record PairLayout(
    List<Part> parts,
    String mapSuffix,
    String pointsSuffix,
    List<String> skip,
    List<String> colours,
    Optional<SplitFile> splits) {
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
   * @param targets likewise, of maps or masks; empty where they are withheld
   * @param masks whether the targets are masks
   * @param partial whether it is known that some images have no target: they are rejected, but do
   *     not count against a failure budget
   * @param points likewise, of fixation points; empty where there are none
   * @param holdOut share of the images, 0 up to 1, that are held out for validation, chosen by
   *     their names
   */
  public record Part(
      String split,
      String images,
      Optional<String> targets,
      boolean masks,
      boolean partial,
      Optional<String> points,
      double holdOut) {
    private Part withMasks(String directory) {
      return new Part(split, images, Optional.of(directory), true, partial, points, holdOut);
    }
  }

  /** Defensive copies. */
  public PairLayout {
    parts = List.copyOf(parts);
    skip = List.copyOf(skip);
    colours = List.copyOf(colours);
  }

  /** Reads one; of no meaning if that adds to the problems of the document. */
  static PairLayout read(JsonFields layout) {
    layout.allowOnly(
        List.of(
            "perpixel:parts",
            "perpixel:mapSuffix",
            "perpixel:pointsSuffix",
            "perpixel:skip",
            "perpixel:colours",
            "perpixel:splits"));
    List<Part> parts = new ArrayList<>();
    for (JsonFields part : layout.objects("perpixel:parts")) {
      part.allowOnly(
          List.of(
              "perpixel:split",
              "perpixel:images",
              "perpixel:maps",
              "perpixel:masks",
              "perpixel:partial",
              "perpixel:points",
              "perpixel:holdOut"));
      String split = split(part);
      if (parts.stream().anyMatch(other -> other.split().equals(split))) {
        part.problem("perpixel:split", "two parts are '" + split + "'");
      }
      parts.add(
          new Part(
              split,
              images(part),
              targets(part),
              part.has("perpixel:masks"),
              part.flag("perpixel:partial"),
              directory(part, "perpixel:points"),
              holdOut(part, split)));
    }
    Optional<JsonFields> splits = layout.object("perpixel:splits");
    if (splits.isPresent() && !(parts.size() == 1 && parts.get(0).split().equals("all"))) {
      layout.problem("perpixel:splits", "expected one part, whose split is 'all'");
    }
    if (parts.stream().map(Part::masks).distinct().count() > 1) {
      layout.problem("perpixel:parts", "found maps and masks, expected one of them");
    }
    return new PairLayout(
        parts,
        layout.optionalText("perpixel:mapSuffix").orElse(""),
        layout.optionalText("perpixel:pointsSuffix").orElse(""),
        layout.texts("perpixel:skip"),
        layout.texts("perpixel:colours"),
        splits.map(SplitFile::read));
  }

  /** The same with masks in another directory that hold class indices. */
  public PairLayout withMasks(String directory) {
    return new PairLayout(
        parts.stream().map(part -> part.withMasks(directory)).toList(),
        mapSuffix,
        pointsSuffix,
        skip,
        List.of(),
        splits.map(SplitFile::withoutColours));
  }

  private static Optional<String> targets(JsonFields part) {
    Optional<String> maps = directory(part, "perpixel:maps");
    Optional<String> masks = directory(part, "perpixel:masks");
    if (maps.isPresent() && masks.isPresent()) {
      part.problem("perpixel:masks", "found maps too, expected one of them");
    }
    return maps.or(() -> masks);
  }

  private static double holdOut(JsonFields part, String split) {
    double share = part.share("perpixel:holdOut");
    if (share > 0 && !split.equals("train")) {
      part.problem("perpixel:holdOut", "found in split '" + split + "', expected in train only");
    }
    return share;
  }

  private static String split(JsonFields part) {
    Optional<String> split = part.text("perpixel:split");
    if (split.isPresent() && !SPLITS.contains(split.get())) {
      part.problem(
          "perpixel:split", "found '%s', expected one of %s".formatted(split.get(), SPLITS));
    }
    return split.orElse("");
  }

  private static String images(JsonFields part) {
    part.text("perpixel:images");
    return directory(part, "perpixel:images").orElse("");
  }

  private static Optional<String> directory(JsonFields part, String key) {
    return part.optionalText(key, DIRECTORY, "a directory below the data set's own");
  }
}
