package io.perpixel.report;

import io.perpixel.image.Layout;
import io.perpixel.image.MapImage;
import io.perpixel.image.Raster;

/** The gallery of saliency predictions: image | truth | prediction | overlay. */
public final class SaliencyGallery implements TruthGallery {
  private final Gallery gallery = Gallery.of("image", "truth", "prediction", "overlay");

  /** As the interface says; truth and prediction are fixation maps, float32 0..1 or uint8. */
  @Override
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

  @Override
  public byte[] png() {
    return gallery.png();
  }
}
