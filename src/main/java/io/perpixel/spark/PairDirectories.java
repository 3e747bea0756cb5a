package io.perpixel.spark;

import io.perpixel.image.MaskCoding;
import io.perpixel.image.TargetKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Pairs in parallel directories: same relative path, any extension.
 *
 * <p>The id is the relative path without extension, the split as in {@link ImageDirectorySource}.
 * Images below {@code test/} need no target if no target is there at all: data sets withhold them.
 *
 * @param images directory of the images
 * @param targets directory of the targets
 * @param points directory of the fixation points, if there is one
 * @param kind what the targets are
 * @param masks how masks name classes
 */
public record PairDirectories(
    String images, String targets, Optional<String> points, TargetKind kind, MaskCoding masks) {
  /** The names in SALICON's, Oxford17's and common segmentation sets' trees. */
  private static final List<String> IMAGES = List.of("images", "jpg");

  private static final String POINTS = "points";
  private static final String TEST = "test/";

  private static final Map<String, TargetKind> TARGETS = new LinkedHashMap<>();

  static {
    TARGETS.put("fixations", TargetKind.MAP);
    TARGETS.put("maps", TargetKind.MAP);
    TARGETS.put("masks", TargetKind.LABELS);
    TARGETS.put("labels", TargetKind.LABELS);
    TARGETS.put("trimaps", TargetKind.LABELS);
  }

  /**
   * Finds them below {@code input}, or takes {@code input} and {@code targets} as they are.
   *
   * @param points directory of the fixation points; where nothing is given, {@code points} below
   *     {@code input} if that is there
   * @param kind overrides what the name of the directory says
   * @throws IllegalArgumentException if there is not exactly one directory for each half
   */
  public static PairDirectories find(
      String input,
      Optional<String> targets,
      Optional<String> points,
      Optional<TargetKind> kind,
      MaskCoding masks,
      Configuration conf)
      throws IOException {
    if (targets.isPresent()) {
      TargetKind named = kind.orElse(kindOf(targets.get()));
      return new PairDirectories(input, targets.get(), points, named, masks);
    }
    String found = only(input, IMAGES, conf);
    String foundTargets = only(input, List.copyOf(TARGETS.keySet()), conf);
    Path beside = new Path(HadoopFiles.qualify(input, conf), POINTS);
    boolean hasPoints = beside.getFileSystem(conf).exists(beside);
    return new PairDirectories(
        found,
        foundTargets,
        hasPoints ? points.or(() -> Optional.of(beside.toString())) : points,
        kind.orElse(kindOf(foundTargets)),
        masks);
  }

  /**
   * Lists and joins them.
   *
   * @throws IllegalArgumentException if a directory is missing or all are empty
   */
  public Pairs pairs(Configuration conf) throws IOException {
    FilesByStem imageFiles = FilesByStem.list(images, "", List.of(), conf);
    FilesByStem targetFiles = FilesByStem.list(targets, "", List.of(), conf);
    List<InputDigest> inputs = new ArrayList<>();
    inputs.add(imageFiles.digest(conf));
    inputs.add(targetFiles.digest(conf));
    FilesByStem pointFiles = FilesByStem.none();
    if (points.isPresent()) {
      pointFiles = FilesByStem.list(points.get(), "", List.of(), conf);
      inputs.add(pointFiles.digest(conf));
    }
    boolean withheld = targetFiles.stems().stream().noneMatch(stem -> stem.startsWith(TEST));
    List<Pair> joined =
        PairJoin.join(
            imageFiles,
            targetFiles,
            pointFiles,
            stem -> stem,
            ImageDirectorySource::split,
            stem -> withheld && stem.startsWith(TEST),
            false);
    return new Pairs(joined, inputs, kind, masks, Map.of(), List.of());
  }

  private static TargetKind kindOf(String directory) {
    return TARGETS.getOrDefault(new Path(directory).getName(), TargetKind.LABELS);
  }

  private static String only(String input, List<String> names, Configuration conf)
      throws IOException {
    Path root = HadoopFiles.qualify(input, conf);
    FileSystem fs = root.getFileSystem(conf);
    List<String> found = new ArrayList<>();
    for (String name : names) {
      Path candidate = new Path(root, name);
      if (fs.exists(candidate)) {
        found.add(candidate.toString());
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "%s needs one directory named %s, found %s; or list files such as train_images.txt; or give the images' directory as --input and --targets"
              .formatted(input, String.join(" or ", names), found.isEmpty() ? "none" : found));
    }
    return found.get(0);
  }
}
