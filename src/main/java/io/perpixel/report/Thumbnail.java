package io.perpixel.report;

import io.perpixel.image.Interpolation;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.Rescale;

/** What a gallery shows of an image: itself, or a smaller one if it is large. */
final class Thumbnail {
  private static final int LONGEST_SIDE = 256;

  private Thumbnail() {}

  /**
   * The picture to show.
   *
   * @param image HWC with one or three channels, values 0 to 255
   * @return uint8 HWC with three channels, R, G, B
   * @throws IllegalArgumentException if it is something else
   */
  static Raster of(Raster image) {
    int channels = image.channels();
    if (image.layout() != Layout.HWC || (channels != 1 && channels != 3) || image.isEmpty()) {
      throw new IllegalArgumentException("expected an image of HxWx3 or HxWx1 HWC, found " + image);
    }
    Raster shown = small(image);
    float[] values = shown.toFloat32().floats();
    byte[] rgb = new byte[values.length / channels * 3];
    for (int i = 0; i < rgb.length; i++) {
      float value = values[channels == 1 ? i / 3 : i];
      rgb[i] = (byte) Math.round(Math.max(0, Math.min(255, value)));
    }
    return Raster.uint8(shown.height(), shown.width(), 3, Layout.HWC, rgb);
  }

  private static Raster small(Raster image) {
    int longest = Math.max(image.height(), image.width());
    if (longest <= LONGEST_SIDE) {
      return image;
    }
    int height = Math.max(1, Math.round((float) image.height() * LONGEST_SIDE / longest));
    int width = Math.max(1, Math.round((float) image.width() * LONGEST_SIDE / longest));
    return Rescale.exact(height, width, Interpolation.ANTIALIAS).apply(image);
  }
}
