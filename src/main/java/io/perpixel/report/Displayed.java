package io.perpixel.report;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;

/** Images as people can look at them. */
final class Displayed {
  private Displayed() {}

  /**
   * HWC, 0..255: a picture as it is, a tensor (CHW) stretched to its range, since its normalisation
   * is not known.
   */
  static Raster of(Raster image) {
    if (image.layout() == Layout.HWC) {
      return image;
    }
    float[] planes = image.toFloat32().floats();
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : planes) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    float scale = max > min ? 255 / (max - min) : 0;
    int channels = image.channels();
    int pixels = image.height() * image.width();
    float[] interleaved = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      interleaved[i % pixels * channels + i / pixels] = (planes[i] - min) * scale;
    }
    return Raster.float32(image.height(), image.width(), channels, Layout.HWC, interleaved);
  }
}
