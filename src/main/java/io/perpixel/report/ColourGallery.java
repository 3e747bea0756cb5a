package io.perpixel.report;

import io.perpixel.image.Grey;
import io.perpixel.image.Raster;

/** The gallery of a colourizer's predictions: grey | true | predicted. */
public final class ColourGallery {
  private final Gallery gallery = Gallery.of("grey", "true", "predicted");

  /**
   * Adds an image, HWC with one or three channels, values 0 to 255.
   *
   * @param caption shown below it
   * @param predicted of the same size
   */
  public ColourGallery add(String caption, Raster original, Raster predicted) {
    gallery.row(
        caption,
        Thumbnail.of(new Grey().apply(original)),
        Thumbnail.of(original),
        Thumbnail.of(predicted));
    return this;
  }

  /** The picture as PNG. Without images it says that there is nothing to show. */
  public byte[] png() {
    return gallery.png();
  }
}
