package io.perpixel.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/**
 * Reads fixation points from a MATLAB file (version 5 to 7), in either of two forms:
 *
 * <ul>
 *   <li>SALICON's: a struct array {@code gaze}, one element an observer, whose field {@code
 *       fixations} holds rows of x and y, counted from 1. Points outside the image are left out:
 *       eyes wander off the screen.
 *   <li>CAT2000's: a matrix of the image's height and width that is not 0 where somebody looked.
 * </ul>
 */
public final class FixationMat {
  private FixationMat() {}

  /**
   * Reads the content of a file.
   *
   * @param height of the image in pixels
   * @param width likewise
   * @throws BadImageException if it is no MATLAB file, or holds neither form
   */
  public static FixationPoints parse(byte[] file, int height, int width) throws BadImageException {
    return MatReading.read(
        file, mat -> new FixationPoints(pairs(mat, height, width), height, width));
  }

  private static int[] pairs(MatFile mat, int height, int width) throws BadImageException {
    List<String> found = new ArrayList<>();
    for (MatFile.Entry entry : mat.getEntries()) {
      Array value = entry.getValue();
      if (value instanceof Struct gaze && gaze.getFieldNames().contains("fixations")) {
        return gaze(gaze, height, width);
      }
      if (value instanceof Matrix map && map.getNumRows() == height && map.getNumCols() == width) {
        return nonZero(map, height, width);
      }
      found.add(entry.getName() + " " + Arrays.toString(value.getDimensions()));
    }
    throw new BadImageException(
        "found %s, expected a struct array with the field 'fixations', or a matrix of %d x %d"
            .formatted(found, height, width));
  }

  private static int[] gaze(Struct observers, int height, int width) throws BadImageException {
    List<int[]> kept = new ArrayList<>();
    for (int o = 0; o < observers.getNumElements(); o++) {
      Matrix points = observers.getMatrix("fixations", o);
      if (points.getNumElements() == 0) {
        continue;
      }
      if (points.getNumCols() != 2) {
        throw new BadImageException(
            "fixations of observer %d are %s, expected rows of x and y"
                .formatted(o + 1, Arrays.toString(points.getDimensions())));
      }
      for (int i = 0; i < points.getNumRows(); i++) {
        int column = (int) Math.floor(points.getDouble(i, 0)) - 1;
        int row = (int) Math.floor(points.getDouble(i, 1)) - 1;
        if (row >= 0 && row < height && column >= 0 && column < width) {
          kept.add(new int[] {row, column});
        }
      }
    }
    return kept.stream().flatMapToInt(Arrays::stream).toArray();
  }

  private static int[] nonZero(Matrix map, int height, int width) {
    List<int[]> kept = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (map.getDouble(y, x) != 0) {
          kept.add(new int[] {y, x});
        }
      }
    }
    return kept.stream().flatMapToInt(Arrays::stream).toArray();
  }
}
