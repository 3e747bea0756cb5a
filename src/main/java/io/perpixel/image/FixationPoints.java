package io.perpixel.image;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where people looked in an image: pixels as pairs of row and column, counted from 0 at the upper
 * left, in the order found; a pixel may occur more than once. Immutable.
 */
public final class FixationPoints implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int PAIR_BYTES = 2 * Integer.BYTES;

  private final int[] pairs;

  /**
   * @param pairs row, column, row, column…; not copied
   * @param height of the image in pixels
   * @param width likewise
   * @throws IllegalArgumentException if a half of a pair is missing, or a pixel is not in the image
   */
  public FixationPoints(int[] pairs, int height, int width) {
    if (pairs.length % 2 != 0) {
      throw new IllegalArgumentException(
          "%d numbers are not pairs of row and column".formatted(pairs.length));
    }
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] < 0 || pairs[i] >= height || pairs[i + 1] < 0 || pairs[i + 1] >= width) {
        throw new IllegalArgumentException(
            "the fixation at row %d, column %d is outside the image of %d rows and %d columns"
                .formatted(pairs[i], pairs[i + 1], height, width));
      }
    }
    this.pairs = pairs;
  }

  /**
   * The inverse of {@link #toBytes}.
   *
   * @throws IllegalArgumentException if the bytes are no whole pairs, or as the constructor
   */
  public static FixationPoints fromBytes(byte[] bytes, int height, int width) {
    if (bytes.length % PAIR_BYTES != 0) {
      throw new IllegalArgumentException(
          "fixations of %d bytes: expected pairs of int32, %d bytes each"
              .formatted(bytes.length, PAIR_BYTES));
    }
    int[] pairs = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(pairs);
    return new FixationPoints(pairs, height, width);
  }

  /** Row and column of each point, int32 little endian, as tables store them. */
  public byte[] toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(pairs.length * Integer.BYTES);
    buffer.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(pairs);
    return buffer.array();
  }

  /** How many there are. */
  public int count() {
    return pairs.length / 2;
  }

  /** Flat row-major indices, row * width + column. */
  public int[] flat(int width) {
    int[] flat = new int[count()];
    Arrays.setAll(flat, i -> pairs[2 * i] * width + pairs[2 * i + 1]);
    return flat;
  }

  /**
   * The points after their image was rescaled: the pixels that the old pixels' centres fall into.
   *
   * @param height of the image so far
   * @param width likewise
   * @param newHeight from 1
   * @param newWidth likewise
   */
  public FixationPoints rescaled(int height, int width, int newHeight, int newWidth) {
    if (height == newHeight && width == newWidth) {
      return this;
    }
    int[] moved = new int[pairs.length];
    for (int i = 0; i < pairs.length; i += 2) {
      moved[i] = (int) ((pairs[i] + 0.5) * newHeight / height);
      moved[i + 1] = (int) ((pairs[i + 1] + 0.5) * newWidth / width);
    }
    return new FixationPoints(moved, newHeight, newWidth);
  }

  /** The points after their image was mirrored left to right. */
  public FixationPoints mirrored(int height, int width) {
    int[] moved = pairs.clone();
    for (int i = 1; i < moved.length; i += 2) {
      moved[i] = width - 1 - moved[i];
    }
    return new FixationPoints(moved, height, width);
  }
}
