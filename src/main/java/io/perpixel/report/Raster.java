package io.perpixel.report;

import java.awt.image.BufferedImage;

/**
 * An image to show.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 * @param rgb HWC, one unsigned byte for each of red, green, blue: {@code height * width * 3} bytes,
 *     not copied
 */
public record Raster(int height, int width, byte[] rgb) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a side is below 1 or the array is not of that size
   */
  public Raster {
    if (height < 1 || width < 1 || rgb.length != 3L * height * width) {
      throw new IllegalArgumentException(
          "raster of height %d and width %d: expected height x width x 3 bytes, found %d"
              .formatted(height, width, rgb.length));
    }
  }

  /** One grey value a pixel, HW, shown as equal red, green and blue. */
  public static Raster grey(int height, int width, byte[] values) {
    byte[] rgb = new byte[values.length * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = values[i / 3];
    }
    return new Raster(height, width, rgb);
  }

  BufferedImage toImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0, pixel = 0; pixel < height * width; pixel++, i += 3) {
      int colour = (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | rgb[i + 2] & 0xff;
      image.setRGB(pixel % width, pixel / width, colour);
    }
    return image;
  }
}
