package io.perpixel.report;

import io.perpixel.image.Interpolation;
import io.perpixel.image.Layout;
import io.perpixel.image.Rescale;

/** What a gallery shows of an image: itself, or a smaller one if it is large. */
final class Thumbnail {
  private static final int LONGEST_SIDE = 256;

  private Thumbnail() {}

  /**
   * The picture to show.
   *
   * @param image HWC with one or three channels, values 0 to 255
   * @throws IllegalArgumentException if its layout is another
   */
  static Raster of(io.perpixel.image.Raster image) {
    if (image.layout() != Layout.HWC) {
      throw new IllegalArgumentException("expected HWC, found " + image);
    }
    io.perpixel.image.Raster shown = small(image);
    float[] values = shown.toFloat32().floats();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(Math.max(0, Math.min(255, values[i])));
    }
    return shown.channels() == 1
        ? Raster.grey(shown.height(), shown.width(), bytes)
        : new Raster(shown.height(), shown.width(), bytes);
  }

  private static io.perpixel.image.Raster small(io.perpixel.image.Raster image) {
    int longest = Math.max(image.height(), image.width());
    if (longest <= LONGEST_SIDE) {
      return image;
    }
    int height = Math.max(1, Math.round((float) image.height() * LONGEST_SIDE / longest));
    int width = Math.max(1, Math.round((float) image.width() * LONGEST_SIDE / longest));
    return Rescale.exact(height, width, Interpolation.ANTIALIAS).apply(image);
  }
}
