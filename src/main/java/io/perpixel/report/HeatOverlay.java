package io.perpixel.report;

import io.perpixel.image.Layout;
import io.perpixel.image.MapImage;
import io.perpixel.image.Raster;

/**
 * A map laid over its image: the image darkened to grey, and on it the map in {@link HeatColours},
 * more opaque where the map is larger: not at all at 0, {@value #OPAQUE} at the map's largest
 * value. The map is stretched to its largest value, which shows where, not how much: a grey map
 * shows that.
 */
public final class HeatOverlay {
  private static final float OPAQUE = 0.85f;
  private static final float BRIGHTNESS = 0.8f;

  private HeatOverlay() {}

  /**
   * The overlay.
   *
   * @param image HWC with one or three channels, 0..255
   * @param map one channel, float32 0..1 or uint8, any layout; scaled to the image's size
   * @return of the image's size, three channels, uint8 HWC
   * @throws IllegalArgumentException if either is something else
   */
  public static Raster of(Raster image, Raster map) {
    if (image.layout() != Layout.HWC || (image.channels() != 1 && image.channels() != 3)) {
      throw new IllegalArgumentException("expected an image of HxWx3 or HxWx1 HWC, found " + image);
    }
    byte[] heat = MapImage.grey(map, image.height(), image.width()).bytes();
    int largest = 1;
    for (byte value : heat) {
      largest = Math.max(largest, value & 255);
    }
    float[] under = image.toFloat32().floats();
    int channels = image.channels();
    byte[] rgb = new byte[heat.length * 3];
    for (int i = 0; i < heat.length; i++) {
      float grey = 0;
      for (int c = 0; c < channels; c++) {
        grey += under[i * channels + c] / channels;
      }
      float value = (float) (heat[i] & 255) / largest;
      for (int c = 0; c < 3; c++) {
        float mixed =
            (1 - OPAQUE * value) * BRIGHTNESS * grey + OPAQUE * value * HeatColours.of(value, c);
        rgb[3 * i + c] = (byte) Math.round(Math.max(0, Math.min(255, mixed)));
      }
    }
    return Raster.uint8(image.height(), image.width(), 3, Layout.HWC, rgb);
  }
}
