package io.perpixel.job;

import io.perpixel.image.MaskCoding;
import io.perpixel.image.TargetKind;
import io.perpixel.manifest.Manifest;
import io.perpixel.manifest.PairLayout;
import io.perpixel.spark.PairDirectories;
import io.perpixel.spark.PairLayouts;
import io.perpixel.spark.PairLists;
import io.perpixel.spark.Pairs;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Where pairs of images and targets are, as users say it.
 *
 * @param input directory
 * @param layout name of a layout that comes with the program
 * @param manifest of a data set that says its own layout
 * @param targets directory of the targets, where {@code input} is the images' own
 * @param points likewise, of fixation points
 * @param kind of the targets; empty to judge by the names of files and directories
 * @param split which of a layout's ways to divide the data set; empty for its first
 * @param masks how masks name classes
 */
record PairsInput(
    String input,
    Optional<String> layout,
    Optional<String> manifest,
    Optional<String> targets,
    Optional<String> points,
    Optional<TargetKind> kind,
    Optional<String> split,
    MaskCoding masks) {

  /**
   * Lists and joins them.
   *
   * @throws UsageException if the layout is not known
   * @throws IllegalArgumentException if there is nothing of the kind
   */
  Pairs find(Configuration hadoop) throws IOException {
    if (layout.isPresent() || manifest.isPresent()) {
      refusePoints("the layout says where they are");
      Manifest found =
          layout.isPresent()
              ? ManifestFile.bundled(layout.get())
              : ManifestFile.read(manifest.get(), hadoop);
      PairLayout where =
          found
              .layout()
              .orElseThrow(
                  () -> new UsageException(found.name() + " has no perpixel:layout of pairs"));
      return PairLayouts.pairs(input, where, split, masks, hadoop);
    }
    if (split.isPresent()) {
      throw new UsageException(
          "split %s needs a layout that says what it is, such as oxford17".formatted(split.get()));
    }
    Optional<Pairs> listed =
        targets.isEmpty() ? PairLists.find(input, kind, masks, hadoop) : Optional.empty();
    if (listed.isPresent()) {
      refusePoints("the lists in %s name them, as in train_points.txt".formatted(input));
      return listed.get();
    }
    return PairDirectories.find(input, targets, points, kind, masks, hadoop).pairs(hadoop);
  }

  /** What is not used must not seem to be. */
  private void refusePoints(String why) {
    if (points.isPresent()) {
      throw new IllegalArgumentException(
          "points %s: leave them out, %s".formatted(points.get(), why));
    }
  }
}
