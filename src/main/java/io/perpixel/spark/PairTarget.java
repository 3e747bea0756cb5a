package io.perpixel.spark;

import io.perpixel.image.Grey;
import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Layout;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.TargetKind;

/** Decodes the mask or map that belongs to an image. */
final class PairTarget {
  private PairTarget() {}

  /**
   * As class indices, or as a map of one channel.
   *
   * @param file its bytes
   * @param image that it belongs to
   * @throws StageException if it cannot be decoded, or is not of the image's size
   */
  static Raster decode(
      byte[] file, TargetKind kind, MaskCoding masks, ImageDecoder decoder, Raster image)
      throws StageException {
    Raster target =
        kind == TargetKind.MAP
            ? ImageFile.asStored(file, decoder)
            : ImageFile.mask(file, masks, decoder);
    if (image.height() != target.height() || image.width() != target.width()) {
      throw new StageException(
          "pair", "the image is %s, but its target %s".formatted(image, target), null);
    }
    return kind == TargetKind.MAP ? oneChannel(target) : target;
  }

  /** Maps are sometimes stored as RGB with equal channels. */
  private static Raster oneChannel(Raster map) {
    if (map.channels() == 1) {
      return map;
    }
    float[] mean = new Grey().apply(map).floats();
    byte[] bytes = new byte[mean.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(mean[i]);
    }
    return Raster.uint8(map.height(), map.width(), 1, Layout.HWC, bytes);
  }
}
