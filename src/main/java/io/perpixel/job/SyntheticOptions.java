package io.perpixel.job;

import io.perpixel.image.Raster;
import io.perpixel.spark.BackgroundImages;
import io.perpixel.spark.ImageSource;
import io.perpixel.spark.InputDigest;
import io.perpixel.spark.SourceFormat;
import io.perpixel.spark.SyntheticSettings;
import io.perpixel.train.Build;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/**
 * Which synthetic images are wanted.
 *
 * @param to directory to make
 * @param images how many
 * @param size {@code HxW} in pixels
 * @param seed of everything random
 * @param backgrounds photographs to draw on
 */
record SyntheticOptions(String to, int images, String size, long seed, String backgrounds) {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");
  private static final int LONGEST_SIDE = 4096;

  /** The photographs that come with the program. */
  static String ownBackgrounds() {
    return System.getenv().getOrDefault("PERPIXEL_HOME", ".") + "/data-manifests/sample-horses";
  }

  /** Draws and writes; says whether anything was written. */
  interface Drawing {
    boolean write(List<Raster> photographs, InputDigest digest) throws IOException;
  }

  int height() {
    return side(1);
  }

  int width() {
    return side(2);
  }

  /** What decides the images. */
  SyntheticSettings settings() {
    return new SyntheticSettings(images, height(), width(), seed, Build.current().id());
  }

  private int side(int group) {
    Matcher sides = SIZE.matcher(size);
    if (!sides.matches()) {
      throw new UsageException("size " + size + ": expected HxW, such as 64x64");
    }
    return Integer.parseInt(sides.group(group));
  }

  /**
   * Checks the number and the size.
   *
   * @throws UsageException if one is out of range
   */
  void require(int fewest, int most) {
    if (images < fewest || images > most || Math.max(height(), width()) > LONGEST_SIDE) {
      throw new UsageException(
          "images %d, size %s: expected %d to %d images with sides up to %d"
              .formatted(images, size, fewest, most, LONGEST_SIDE));
    }
  }

  /**
   * Draws on the photographs.
   *
   * @return what was done, in one line
   * @throws UsageException if there are no photographs, or something else is at the destination
   */
  String make(SparkSession spark, Drawing drawing) throws IOException {
    try {
      ImageSource source =
          SourceFormat.detect(backgrounds, spark.sparkContext().hadoopConfiguration())
              .open(spark, backgrounds, List.of());
      List<Raster> photographs = BackgroundImages.of(spark, source, height(), width());
      boolean written = drawing.write(photographs, source.inputs().get(0));
      return "%s%s: %d synthetic images of %s on %d backgrounds"
          .formatted(written ? "" : "already done: ", to, images, size, photographs.size());
    } catch (IllegalArgumentException | FileNotFoundException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
