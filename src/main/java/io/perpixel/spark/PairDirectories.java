package io.perpixel.spark;

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
import org.apache.spark.sql.SparkSession;

/**
 * Where the two halves of pairs are.
 *
 * @param images directory of the images
 * @param targets directory of the targets
 * @param kind what the targets are
 */
public record PairDirectories(String images, String targets, TargetKind kind) {
  /** The names in SALICON's, Oxford17's and common segmentation sets' trees. */
  private static final List<String> IMAGES = List.of("images", "jpg");

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
   * @param kind overrides what the name of the directory says
   * @throws IllegalArgumentException if there is not exactly one directory for each half
   */
  public static PairDirectories find(
      SparkSession spark, String input, Optional<String> targets, Optional<TargetKind> kind)
      throws IOException {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    if (targets.isPresent()) {
      return new PairDirectories(input, targets.get(), kind.orElse(kindOf(targets.get())));
    }
    String found = only(input, IMAGES, conf);
    String foundTargets = only(input, List.copyOf(TARGETS.keySet()), conf);
    return new PairDirectories(found, foundTargets, kind.orElse(kindOf(foundTargets)));
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
          "%s needs one directory named %s, found %s; or give the images' directory as --input and --targets"
              .formatted(input, String.join(" or ", names), found.isEmpty() ? "none" : found));
    }
    return found.get(0);
  }
}
