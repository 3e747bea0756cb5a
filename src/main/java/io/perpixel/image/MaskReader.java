package io.perpixel.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;

/** Takes the classes out of a decoded mask. */
final class MaskReader {
  private MaskReader() {}

  /**
   * The class of each pixel, height x width x 1. A mask in colours of which nothing is known is
   * left as it is, height x width x 3, unless the number of classes is known and it must have some.
   *
   * @throws BadImageException if a value or colour is none of the coding
   */
  static Raster read(BufferedImage mask, MaskCoding coding) throws BadImageException {
    if (!coding.colours().isEmpty()) {
      return byColour(mask, coding);
    }
    if (namesClasses(mask.getColorModel())) {
      return byValue(mask, coding);
    }
    if (coding.classes() > 0) {
      throw new BadImageException(
          "the mask is in colours, which name no classes: expected a palette or grey values, or say which class each colour is (data.masks.colours, preprocess --mask-colours)");
    }
    return PixelReader.read(mask);
  }

  /** Grey of fewer than 8 bits arrives with a palette whose indices are the stored values. */
  private static boolean namesClasses(ColorModel model) {
    return model instanceof IndexColorModel
        || model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && model.getNumColorComponents() == 1;
  }

  private static Raster byValue(BufferedImage mask, MaskCoding coding) throws BadImageException {
    int height = mask.getHeight();
    int width = mask.getWidth();
    byte[] classes = new byte[Raster.elements(height, width, 1)];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      mask.getRaster().getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        classes[y * width + x] = (byte) coding.ofValue(row[x], y, x);
      }
    }
    return Raster.uint8(height, width, 1, Layout.HWC, classes);
  }

  private static Raster byColour(BufferedImage mask, MaskCoding coding) throws BadImageException {
    int bits = mask.getSampleModel().getSampleSize(0);
    if (bits > 8) {
      throw new BadImageException(
          "the mask has %d bits a channel, but the colours of classes have 8".formatted(bits));
    }
    Raster stored = PixelReader.read(mask);
    int width = stored.width();
    boolean grey = stored.channels() == 1;
    byte[] values = stored.bytes();
    byte[] classes = new byte[stored.height() * width];
    for (int i = 0; i < classes.length; i++) {
      int rgb =
          grey
              ? (values[i] & 255) * 0x010101
              : (values[3 * i] & 255) << 16
                  | (values[3 * i + 1] & 255) << 8
                  | values[3 * i + 2] & 255;
      classes[i] = (byte) coding.ofColour(rgb, i / width, i % width);
    }
    return Raster.uint8(stored.height(), width, 1, Layout.HWC, classes);
  }
}
