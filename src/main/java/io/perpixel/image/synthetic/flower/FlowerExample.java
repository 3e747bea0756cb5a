package io.perpixel.image.synthetic.flower;

import io.perpixel.image.Layout;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.Raster;
import java.util.SplittableRandom;

/**
 * One synthetic picture of flowers with its truth.
 *
 * @param image HxWx3 uint8 HWC
 * @param classes HxWx1 uint8 HWC: 0 background, 1 flower, 255 in a band along the outlines, of
 *     which Oxford17's trimaps say nothing either
 */
public record FlowerExample(Raster image, Raster classes) {
  /** How mask and image belong together, for whoever finds the data. */
  public static final String RULE =
      "Each image shows flowers of one of 17 drawn species on stems with leaves, before a photograph"
          + " that is scaled, cropped and muted. The mask follows from the drawing: a pixel is flower"
          + " where petals or hearts cover at least half of it; stems and leaves are background. Near"
          + " the outlines the trimap says nothing.";

  /** Of the shorter side: the band's half width. */
  private static final int BAND = 80;

  /**
   * Picture {@code number} of a seed.
   *
   * @param photograph for the background, uint8 HWC with three channels
   */
  public static FlowerExample of(
      FlowerGenerator generator, Species species, Raster photograph, long seed, int number) {
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + number);
    FlowerPainter painter = new FlowerPainter(generator.scene(species, photograph, random));
    Raster image = painter.picture();
    byte[] classes = trimap(painter.flower(), image.height(), image.width());
    return new FlowerExample(
        image, Raster.uint8(image.height(), image.width(), 1, Layout.HWC, classes));
  }

  private static byte[] trimap(boolean[] flower, int height, int width) {
    int band = Math.max(1, Math.round((float) Math.min(height, width) / BAND));
    byte[] classes = new byte[flower.length];
    for (int i = 0; i < classes.length; i++) {
      boolean clear = true;
      int bottom = Math.min(height - 1, i / width + band);
      int right = Math.min(width - 1, i % width + band);
      for (int y = Math.max(0, i / width - band); y <= bottom; y++) {
        for (int x = Math.max(0, i % width - band); x <= right; x++) {
          clear &= flower[y * width + x] == flower[i];
        }
      }
      classes[i] = clear ? (byte) (flower[i] ? 1 : 0) : (byte) MaskCoding.IGNORED;
    }
    return classes;
  }
}
