package io.perpixel.spark;

import io.perpixel.image.DType;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;

/** The pixels of an image as a palette wants them. */
final class PalettePixels {
  private PalettePixels() {}

  /**
   * @return interleaved uint8 RGB
   * @throws StageException if the image is anything else
   */
  static byte[] of(Raster image) throws StageException {
    if (image.dtype() != DType.UINT8 || image.layout() != Layout.HWC || image.channels() != 3) {
      throw new StageException(
          "palette",
          "found "
              + image
              + ", expected HxWx3 uint8 HWC: colours are taken from decoded images, before"
              + " to-tensor and grey",
          null);
    }
    return image.bytes();
  }
}
