package io.perpixel.train;

import io.perpixel.image.DType;
import io.perpixel.image.FixationPoints;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.metric.FixationPool;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/**
 * One image with what a model is to predict for it, as compact as its table row: what travels
 * between executors. Where only the tail of a model is trained, the image's features stand in its
 * place. (Not a record: Kryo 4 cannot build records.)
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
  private final boolean targetFloats;
  private final FixationPoints fixations;
  private final Features features;
  private final Features mirroredFeatures;

  /**
   * Of decoded rasters, without fixations.
   *
   * @param id unique in its table
   * @param image the image, before the model's input stages
   * @param target class indices or a map, one channel, of the image's size; null where there is
   *     none
   * @throws IllegalArgumentException if the target does not fit the image
   */
  public Example(String id, Raster image, Raster target) {
    this(id, image, target, null);
  }

  /**
   * As {@link #Example(String, Raster, Raster)}.
   *
   * @param fixations where people looked, in pixels of the image; null if that is not known
   */
  public Example(String id, Raster image, Raster target, FixationPoints fixations) {
    if (target != null
        && (target.height() != image.height()
            || target.width() != image.width()
            || target.channels() != 1)) {
      throw new IllegalArgumentException(
          "%s: the target is %s, expected %dx%dx1 like its image"
              .formatted(id, target, image.height(), image.width()));
    }
    this.id = Objects.requireNonNull(id, "id");
    height = image.height();
    width = image.width();
    channels = image.channels();
    planar = image.layout() == Layout.CHW;
    floats = image.dtype() == DType.FLOAT32;
    this.image = image.toBytes();
    this.target = target == null ? null : target.toBytes();
    targetFloats = target != null && target.dtype() == DType.FLOAT32;
    this.fixations = fixations;
    features = null;
    mirroredFeatures = null;
  }

  /** The same example with other content. */
  private Example(
      Example example,
      byte[] target,
      FixationPoints fixations,
      Features features,
      Features mirroredFeatures) {
    id = example.id;
    height = example.height;
    width = example.width;
    channels = example.channels;
    planar = example.planar;
    floats = example.floats;
    image = null;
    this.target = target;
    targetFloats = example.targetFloats;
    this.fixations = fixations;
    this.features = features;
    this.mirroredFeatures = mirroredFeatures;
  }

  /**
   * The same example with features in the place of the image.
   *
   * @param mirrored features of the image mirrored left to right; null if they are not needed
   */
  public Example withFeatures(Features plain, Features mirrored) {
    return new Example(this, target, fixations, plain, mirrored);
  }

  /** An example with features, mirrored left to right. */
  Example mirrored(Raster mirroredTarget, FixationPoints mirroredFixations) {
    if (mirroredFeatures == null) {
      throw new IllegalStateException(id + " has no features of its mirror image");
    }
    byte[] bytes = mirroredTarget == null ? null : mirroredTarget.toBytes();
    return new Example(this, bytes, mirroredFixations, mirroredFeatures, features);
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

  /** What stands in the place of the image; null if the image is there. */
  public Features features() {
    return features;
  }

  /**
   * The image as stored in the table.
   *
   * @throws IllegalStateException if features stand in its place
   */
  public Raster image() {
    if (image == null) {
      throw new IllegalStateException(id + " has features in the place of its image");
    }
    return Raster.fromBytes(
        height,
        width,
        channels,
        planar ? Layout.CHW : Layout.HWC,
        floats ? DType.FLOAT32 : DType.UINT8,
        image);
  }

  /**
   * Identifies the image: SHA-256 of its shape, type and values in lower-case hexadecimal.
   *
   * @throws IllegalStateException if features stand in its place
   */
  public String imageSha256() {
    MessageDigest digest = Sha256.start();
    digest.update(image().toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(image));
  }

  /** Class indices or a map, one channel; null where there is no target. */
  public Raster target() {
    return target == null
        ? null
        : Raster.fromBytes(
            height, width, 1, Layout.HWC, targetFloats ? DType.FLOAT32 : DType.UINT8, target);
  }

  /** Whether there is a target. */
  public boolean hasTarget() {
    return target != null;
  }

  /** Where people looked, in pixels of the image; null if that is not known. */
  public FixationPoints fixations() {
    return fixations;
  }

  /** Adds the fixations, if there are any, to those of other images. */
  public FixationPool addFixations(FixationPool pool) {
    return fixations == null ? pool : pool.add(id, height, width, fixations.flat(width));
  }
}
