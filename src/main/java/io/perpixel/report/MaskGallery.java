package io.perpixel.report;

import io.perpixel.image.Interpolation;
import io.perpixel.image.Layout;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.Raster;
import io.perpixel.image.Rescale;

/**
 * The gallery of segmentation: image | truth over it | prediction over it | wrong pixels in white.
 */
public final class MaskGallery implements TruthGallery {
  private final Gallery gallery = Gallery.of("image", "truth", "prediction", "wrong");

  /** As the interface says; truth and prediction are classes, uint8, 255 where nothing is said. */
  @Override
  public MaskGallery add(String caption, Raster image, Raster truth, Raster prediction) {
    Raster shown = Displayed.of(image);
    int height = shown.height();
    int width = shown.width();
    Raster none = Raster.uint8(height, width, 1, Layout.HWC, new byte[height * width]);
    gallery.row(
        truth == null ? caption + " (no truth)" : caption,
        Thumbnail.of(shown),
        Thumbnail.of(truth == null ? none : MaskOverlay.of(shown, truth)),
        Thumbnail.of(MaskOverlay.of(shown, prediction)),
        Thumbnail.of(truth == null ? none : wrong(truth, prediction, height, width)));
    return this;
  }

  private static Raster wrong(Raster truth, Raster prediction, int height, int width) {
    Rescale size = Rescale.exact(height, width, Interpolation.NEAREST);
    byte[] right = size.apply(truth).bytes();
    byte[] found = size.apply(prediction).bytes();
    byte[] wrong = new byte[right.length];
    for (int i = 0; i < wrong.length; i++) {
      boolean counts = (right[i] & 255) != MaskCoding.IGNORED;
      wrong[i] = (byte) (counts && right[i] != found[i] ? 255 : 0);
    }
    return Raster.uint8(height, width, 1, Layout.HWC, wrong);
  }

  @Override
  public byte[] png() {
    return gallery.png();
  }
}
