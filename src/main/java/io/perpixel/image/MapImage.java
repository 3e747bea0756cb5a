package io.perpixel.image;

/**
 * A map of values 0..1, such as predicted saliency, as a grey picture of any size: scaled
 * bilinearly without antialias, times 255, rounded. Nothing is stretched, so pictures of different
 * images compare. Read as a fixation map again, it is what it was, to 1/510.
 */
public final class MapImage {
  private MapImage() {}

  /**
   * The picture.
   *
   * @param map one channel, float32 0..1 (beyond that is cut off) or uint8 0..255, any layout
   * @param height wanted, in pixels
   * @param width likewise
   * @return height x width x 1, uint8 HWC
   * @throws IllegalArgumentException if it has several channels or no pixels, or a value is not
   *     finite
   */
  public static Raster grey(Raster map, int height, int width) {
    if (map.channels() != 1) {
      throw new IllegalArgumentException("expected a map of one channel, found " + map);
    }
    float[] values =
        Rescale.exact(height, width, Interpolation.PLAIN).apply(map).toFloat32().floats();
    float scale = map.dtype() == DType.UINT8 ? 1 : 255;
    byte[] grey = new byte[values.length];
    for (int i = 0; i < grey.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "the map is %s at pixel %d: expected 0 to 1".formatted(values[i], i));
      }
      grey[i] = (byte) Math.round(Math.max(0, Math.min(255, scale * values[i])));
    }
    return Raster.uint8(height, width, 1, Layout.HWC, grey);
  }
}
