package io.perpixel.notebook;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteLabeller;

/**
 * An image in the colours of a palette.
 *
 * @param image uint8 RGB, HWC, each pixel its nearest colour
 * @param error root mean square difference from the original over all pixels and channels, in units
 *     of 0..255
 */
public record Quantized(Raster image, double error) {
  /** Quantizes an image, uint8 RGB, HWC. */
  public static Quantized of(Raster image, Palette palette) {
    PaletteLabeller labeller = new PaletteLabeller(palette);
    byte[] original = image.bytes();
    byte[] nearest = labeller.decode(labeller.label(original));
    double sum = 0;
    for (int i = 0; i < nearest.length; i++) {
      double difference = (original[i] & 255) - (nearest[i] & 255);
      sum += difference * difference;
    }
    return new Quantized(
        Raster.uint8(image.height(), image.width(), 3, Layout.HWC, nearest),
        Math.sqrt(sum / nearest.length));
  }
}
