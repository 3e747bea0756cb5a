package io.perpixel.train;

import io.perpixel.image.DType;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import java.io.Serializable;
import java.util.Objects;

/**
 * One image with its label map, as compact as its table row: what travels between executors. (Not a
 * record: Kryo 4 cannot build records.)
 */
public final class Example implements Serializable {
  private static final long serialVersionUID = 1;

  private final String id;
  private final int height;
  private final int width;
  private final int channels;
  private final boolean planar;
  private final boolean floats;
  private final byte[] image;
  private final byte[] target;

  /**
   * Of decoded rasters.
   *
   * @param id unique in its table
   * @param image the image, before the model's input stages
   * @param target class indices, uint8, one channel, of the image's size; null where there is none
   * @throws IllegalArgumentException if the target does not fit the image
   */
  public Example(String id, Raster image, Raster target) {
    if (target != null
        && (target.height() != image.height()
            || target.width() != image.width()
            || target.channels() != 1
            || target.dtype() != DType.UINT8)) {
      throw new IllegalArgumentException(
          "%s: the target is %s, expected %dx%dx1 uint8 like its image"
              .formatted(id, target, image.height(), image.width()));
    }
    this.id = Objects.requireNonNull(id, "id");
    height = image.height();
    width = image.width();
    channels = image.channels();
    planar = image.layout() == Layout.CHW;
    floats = image.dtype() == DType.FLOAT32;
    this.image = image.toBytes();
    this.target = target == null ? null : target.bytes();
  }

  /** Unique in its table. */
  public String id() {
    return id;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** The image as stored in the table. */
  public Raster image() {
    return Raster.fromBytes(
        height,
        width,
        channels,
        planar ? Layout.CHW : Layout.HWC,
        floats ? DType.FLOAT32 : DType.UINT8,
        image);
  }

  /** Class indices, row-major; shared, not a copy. Null where there is no target. */
  public byte[] target() {
    return target;
  }
}
