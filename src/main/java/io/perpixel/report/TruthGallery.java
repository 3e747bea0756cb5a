package io.perpixel.report;

import io.perpixel.image.Raster;

/** Images beside what is true of their pixels and what a model says of them. */
public interface TruthGallery {
  /**
   * Adds an image.
   *
   * @param caption shown below it, such as the image's id
   * @param image HWC 0..255, or a tensor (CHW float32), which is stretched to its range since its
   *     normalisation is not known; one or three channels
   * @param truth HxWx1; null where it is withheld
   * @param prediction likewise, any size
   */
  TruthGallery add(String caption, Raster image, Raster truth, Raster prediction);

  /** The picture as PNG. Without images it says that there is nothing to show. */
  byte[] png();
}
