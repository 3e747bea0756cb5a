package io.perpixel.report;

import io.perpixel.image.Raster;
import java.util.Arrays;

/**
 * A gallery of any views of images: one example a row, one column for each view.
 *
 * <p>Usage: {@code ImageGallery.of("image", "24 colours").add("horse 7", image, quantized).png()}.
 */
public final class ImageGallery {
  private final Gallery gallery;

  private ImageGallery(Gallery gallery) {
    this.gallery = gallery;
  }

  /** An empty gallery with these column titles. */
  public static ImageGallery of(String... columns) {
    return new ImageGallery(Gallery.of(columns));
  }

  /**
   * Adds an example.
   *
   * @param caption shown below it
   * @param views one for each column: one or three channels, HWC 0..255, or a tensor (CHW), which
   *     is stretched to its range
   * @throws IllegalArgumentException if their number is another
   */
  public ImageGallery add(String caption, Raster... views) {
    gallery.row(
        caption,
        Arrays.stream(views).map(view -> Thumbnail.of(Displayed.of(view))).toArray(Raster[]::new));
    return this;
  }

  /** Puts that many examples beside each other; chosen to fill a page's width if unset. */
  public ImageGallery across(int examples) {
    gallery.across(examples);
    return this;
  }

  /** Shows every pixel as {@code factor} x {@code factor}; chosen by the images' size if unset. */
  public ImageGallery scale(int factor) {
    gallery.scale(factor);
    return this;
  }

  /**
   * The picture as PNG. Without examples it says that there is nothing to show.
   *
   * @throws IllegalArgumentException if it would be too large to draw
   */
  public byte[] png() {
    return gallery.png();
  }
}
