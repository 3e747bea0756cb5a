package io.perpixel.nn.kernel;

import java.util.Arrays;

/**
 * The shape of a dense NHWC tensor.
 *
 * @param batch images, at least 1
 * @param height rows
 * @param width columns
 * @param channels innermost dimension
 */
public record Nhwc(int batch, int height, int width, int channels) {
  /** Checks that no dimension is empty. */
  public Nhwc {
    if (batch < 1 || height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "empty tensor "
              + batch
              + "x"
              + height
              + "x"
              + width
              + "x"
              + channels
              + " (NHWC): every dimension must be at least 1");
    }
  }

  /** Of a rank-4 ND4J shape. */
  public static Nhwc of(long[] shape) {
    if (shape.length != 4) {
      throw new IllegalArgumentException(
          "expected a rank-4 NHWC array, found rank "
              + shape.length
              + " "
              + Arrays.toString(shape));
    }
    return new Nhwc(
        Math.toIntExact(shape[0]),
        Math.toIntExact(shape[1]),
        Math.toIntExact(shape[2]),
        Math.toIntExact(shape[3]));
  }

  /** The same batch and area with other channels. */
  public Nhwc withChannels(int other) {
    return new Nhwc(batch, height, width, other);
  }

  /** The same batch and channels with another area. */
  public Nhwc withArea(int otherHeight, int otherWidth) {
    return new Nhwc(batch, otherHeight, otherWidth, channels);
  }

  /** Pixels of the whole batch. */
  public long pixels() {
    return (long) batch * height * width;
  }

  /** Values of the whole batch. */
  public long length() {
    return pixels() * channels;
  }

  /** As an ND4J shape. */
  public long[] shape() {
    return new long[] {batch, height, width, channels};
  }
}
