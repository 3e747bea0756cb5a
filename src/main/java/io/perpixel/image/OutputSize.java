package io.perpixel.image;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Height and width that {@link Rescale} aims at: {@code HxW}, or {@code N} for the shorter side.
 */
final class OutputSize implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Pixels a result may have: 192 MiB of uint8 RGB. A 1x5000 strip with its shorter side at 1000
   * has more.
   */
  static final long MAX_PIXELS = 1L << 26;

  private static final Pattern TEXT = Pattern.compile("(?:([0-9]{1,9})x)?([0-9]{1,9})");
  private static final int KEEP_ASPECT = 0;

  private final int height;
  private final int width;

  private OutputSize(int height, int width) {
    this.height = height;
    this.width = width;
  }

  static OutputSize exact(int height, int width) {
    requirePositive(height);
    requirePositive(width);
    requireFew(height, width);
    return new OutputSize(height, width);
  }

  static OutputSize shorterSide(int length) {
    requirePositive(length);
    // What a square image becomes; others are looked at when they come.
    requireFew(length, length);
    return new OutputSize(KEEP_ASPECT, length);
  }

  private static void requireFew(int height, int width) {
    if ((long) height * width > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "%d x %d pixels are more than %d".formatted(height, width, MAX_PIXELS));
    }
  }

  private static void requirePositive(int side) {
    if (side < 1) {
      throw new IllegalArgumentException("a side of " + side + " pixels is not possible");
    }
  }

  static OutputSize parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size");
    }
    int last = Integer.parseInt(m.group(2));
    return m.group(1) == null ? shorterSide(last) : exact(Integer.parseInt(m.group(1)), last);
  }

  int heightFor(int imageHeight, int imageWidth) {
    return height == KEEP_ASPECT ? keepAspect(imageHeight, imageWidth) : height;
  }

  int widthFor(int imageHeight, int imageWidth) {
    return height == KEEP_ASPECT ? keepAspect(imageWidth, imageHeight) : width;
  }

  /** The new length of {@code side}; the longer side is truncated, as torchvision does. */
  private int keepAspect(int side, int other) {
    if (side <= other) {
      return width;
    }
    long length = (long) width * side / other;
    if (length * width > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "sides of %d and %d would become %d and %d, which is more than %d pixels"
              .formatted(side, other, length, width, MAX_PIXELS));
    }
    return (int) length;
  }

  @Override
  public String toString() {
    return height == KEEP_ASPECT ? "" + width : height + "x" + width;
  }
}
