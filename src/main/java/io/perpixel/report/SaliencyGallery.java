package io.perpixel.report;

import io.perpixel.image.Layout;
import io.perpixel.image.MapImage;
import io.perpixel.image.Raster;

/** The gallery of saliency predictions: image | truth | prediction | overlay. */
public final class SaliencyGallery {
  private final Gallery gallery = Gallery.of("image", "truth", "prediction", "overlay");

  /**
   * Adds an image.
   *
   * @param caption shown below it, such as the image's id and its CC
   * @param image HWC 0..255, or a tensor (CHW float32), which is stretched to its range since its
   *     normalisation is not known; one or three channels
   * @param truth fixation map, one channel, float32 0..1 or uint8; null where it is withheld
   * @param prediction likewise, any size
   */
  public SaliencyGallery add(String caption, Raster image, Raster truth, Raster prediction) {
    Raster shown = Displayed.of(image);
    int height = shown.height();
    int width = shown.width();
    Raster blank = Raster.uint8(height, width, 1, Layout.HWC, new byte[height * width]);
    gallery.row(
        truth == null ? caption + " (no truth)" : caption,
        Thumbnail.of(shown),
        Thumbnail.of(truth == null ? blank : MapImage.grey(truth, height, width)),
        Thumbnail.of(MapImage.grey(prediction, height, width)),
        Thumbnail.of(HeatOverlay.of(shown, prediction)));
    return this;
  }

  /** The picture as PNG; see {@link Gallery#png}. */
  public byte[] png() {
    return gallery.png();
  }
}
