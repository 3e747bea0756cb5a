package io.perpixel.train;

import java.io.Serializable;

/**
 * One tensor that the trained tail of a model reads for one image, height x width x channels. (Not
 * a record: Kryo 4 cannot build records.)
 */
public final class FeatureTensor implements Serializable {
  private static final long serialVersionUID = 1;

  private final int height;
  private final int width;
  private final int channels;
  private final FeatureType type;
  private final byte[] data;

  /**
   * Of encoded values.
   *
   * @param channels 0 where the tail reads nothing but height and width
   * @param data HWC in the bytes of {@code type}
   * @throws IllegalArgumentException if the bytes do not fit the shape
   */
  public FeatureTensor(int height, int width, int channels, FeatureType type, byte[] data) {
    long expected = (long) height * width * channels * type.bytes();
    if (height < 1 || width < 1 || channels < 0 || data.length != expected) {
      throw new IllegalArgumentException(
          "features of %d x %d x %d %s take %,d bytes, found %,d"
              .formatted(height, width, channels, type.label(), expected, data.length));
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.type = type;
    this.data = data;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Values of each place; 0 where only height and width are read. */
  public int channels() {
    return channels;
  }

  /** How the values are stored. */
  public FeatureType type() {
    return type;
  }

  /** The values, HWC; not to be changed. */
  public byte[] data() {
    return data;
  }

  /** Number of values. */
  int length() {
    return data.length / type.bytes();
  }

  boolean sameShape(FeatureTensor other) {
    return height == other.height && width == other.width && channels == other.channels;
  }

  @Override
  public String toString() {
    return "%dx%dx%d %s".formatted(height, width, channels, type.label());
  }
}
