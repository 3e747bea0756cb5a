package io.perpixel.spark;

import io.perpixel.image.BadImageException;
import io.perpixel.image.FixationMat;
import io.perpixel.image.FixationPoints;
import io.perpixel.image.FixationText;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads the fixation points of one image, by the file's extension: {@code .mat} as {@link
 * FixationMat}, {@code .txt}, {@code .csv} and {@code .tsv} as {@link FixationText}; anything else
 * is an image of the same size in which pixels above half of white are fixated, as in MIT1003.
 */
final class FixationFile {
  private static final int HALF_OF_WHITE = 127;

  private FixationFile() {}

  /**
   * Reads them.
   *
   * @param height of the image in pixels
   * @param width likewise
   */
  static FixationPoints read(String file, int height, int width, Configuration conf)
      throws StageException {
    String extension = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    try {
      return switch (extension) {
        case "mat" -> FixationMat.parse(ImageFile.bytes(file, conf), height, width);
        case "txt", "csv", "tsv" -> FixationText.parse(ImageFile.bytes(file, conf), height, width);
        default ->
            bright(
                ImageFile.asStored(ImageFile.bytes(file, conf), ImageFile.DECODER), height, width);
      };
    } catch (BadImageException e) {
      throw new StageException("fixations", e.getMessage(), e);
    }
  }

  private static FixationPoints bright(Raster image, int height, int width) throws StageException {
    if (image.height() != height || image.width() != width) {
      throw new StageException(
          "fixations",
          "the image is %d x %d, but its fixation points are %s".formatted(height, width, image),
          null);
    }
    List<int[]> points = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (image.at(y, x, 0) > HALF_OF_WHITE) {
          points.add(new int[] {y, x});
        }
      }
    }
    int[] pairs = points.stream().flatMapToInt(Arrays::stream).toArray();
    return new FixationPoints(pairs, height, width);
  }
}
