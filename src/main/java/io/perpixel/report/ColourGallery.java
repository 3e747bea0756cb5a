package io.perpixel.report;

import io.perpixel.image.Grey;
import io.perpixel.image.Interpolation;
import io.perpixel.image.Layout;
import io.perpixel.image.Rescale;

/** The gallery of a colourizer's predictions: grey | true | predicted. */
public final class ColourGallery {
  /** Longer side of what is shown of a large image. */
  private static final int LONGEST_SIDE = 256;

  private final Gallery gallery = Gallery.of("grey", "true", "predicted");

  /**
   * Adds an image, HWC with one or three channels, values 0 to 255.
   *
   * @param caption shown below it
   * @param predicted of the same size
   */
  public ColourGallery add(
      String caption, io.perpixel.image.Raster original, io.perpixel.image.Raster predicted) {
    gallery.row(caption, show(new Grey().apply(original)), show(original), show(predicted));
    return this;
  }

  /** The picture as PNG; see {@link Gallery#png}. */
  public byte[] png() {
    return gallery.png();
  }

  private static Raster show(io.perpixel.image.Raster image) {
    if (image.layout() != Layout.HWC) {
      throw new IllegalArgumentException("expected HWC, found " + image);
    }
    io.perpixel.image.Raster shown = thumbnail(image);
    float[] values = shown.toFloat32().floats();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(Math.max(0, Math.min(255, values[i])));
    }
    return shown.channels() == 1
        ? Raster.grey(shown.height(), shown.width(), bytes)
        : new Raster(shown.height(), shown.width(), bytes);
  }

  private static io.perpixel.image.Raster thumbnail(io.perpixel.image.Raster image) {
    int longest = Math.max(image.height(), image.width());
    if (longest <= LONGEST_SIDE) {
      return image;
    }
    int height = Math.max(1, Math.round((float) image.height() * LONGEST_SIDE / longest));
    int width = Math.max(1, Math.round((float) image.width() * LONGEST_SIDE / longest));
    return Rescale.exact(height, width, Interpolation.ANTIALIAS).apply(image);
  }
}
