package io.perpixel.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.SampleModel;

/**
 * Takes the stored samples out of a decoded image as 8 bits a channel.
 *
 * <p>Not through {@code BufferedImage.getRGB}: that converts grey through a linear colour space and
 * changes every value. Palettes are looked up, alpha is dropped, of 16 bits the upper 8 stay: what
 * PIL does on {@code convert("RGB")}.
 */
final class PixelReader {
  private PixelReader() {}

  /** One channel if the image is grey (alpha aside), else R, G, B. */
  static Raster read(BufferedImage image) {
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return indexed(image, palette);
    }
    int space = image.getColorModel().getColorSpace().getType();
    int bands = image.getColorModel().getNumColorComponents();
    if (space == ColorSpace.TYPE_GRAY && bands == 1 || space == ColorSpace.TYPE_RGB && bands == 3) {
      return samples(image, bands);
    }
    return converted(image);
  }

  private static Raster samples(BufferedImage image, int channels) {
    int height = image.getHeight();
    int width = image.getWidth();
    SampleModel model = image.getSampleModel();
    int stored = model.getNumBands();
    byte[] out = new byte[Raster.elements(height, width, channels)];
    int[] row = new int[width * stored];
    for (int y = 0; y < height; y++) {
      image.getRaster().getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          int value = row[x * stored + c];
          out[(y * width + x) * channels + c] = (byte) eightBits(value, model.getSampleSize(c));
        }
      }
    }
    return Raster.uint8(height, width, channels, Layout.HWC, out);
  }

  private static int eightBits(int value, int bits) {
    return bits >= 8 ? value >> (bits - 8) : value * 255 / ((1 << bits) - 1);
  }

  /** A palette of greys only (how 1, 2 and 4 bit grey PNGs arrive) gives one channel. */
  private static Raster indexed(BufferedImage image, IndexColorModel palette) {
    int height = image.getHeight();
    int width = image.getWidth();
    int channels = isGrey(palette) ? 1 : 3;
    byte[] out = new byte[Raster.elements(height, width, channels)];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRaster().getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        put(out, (y * width + x) * channels, channels, colour(palette, row[x]));
      }
    }
    return Raster.uint8(height, width, channels, Layout.HWC, out);
  }

  private static int colour(IndexColorModel palette, int index) {
    return index < palette.getMapSize() ? palette.getRGB(index) : 0;
  }

  private static boolean isGrey(IndexColorModel palette) {
    for (int i = 0; i < palette.getMapSize(); i++) {
      int level = palette.getRed(i);
      if (palette.getGreen(i) != level || palette.getBlue(i) != level) {
        return false;
      }
    }
    return true;
  }

  /** Colour spaces that are neither RGB nor grey: through the image's own profile. */
  private static Raster converted(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] out = new byte[Raster.elements(height, width, 3)];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        put(out, (y * width + x) * 3, 3, image.getRGB(x, y));
      }
    }
    return Raster.uint8(height, width, 3, Layout.HWC, out);
  }

  private static void put(byte[] out, int at, int channels, int rgb) {
    if (channels == 3) {
      out[at] = (byte) (rgb >> 16);
      out[at + 1] = (byte) (rgb >> 8);
      out[at + 2] = (byte) rgb;
    } else {
      out[at] = (byte) rgb;
    }
  }
}
