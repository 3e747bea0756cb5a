package io.perpixel.nn.kernel;

/**
 * Geometry of a max pooling: {@code out = floor((in + 2 padding - size) / stride) + 1} along height
 * and width, as in PyTorch's {@code MaxPool2d}. What lies beyond the edge is never the maximum.
 *
 * @param in shape of the input
 * @param size side of the square window
 * @param stride step between windows; below {@code size} they overlap
 * @param padding pixels that the first window reaches beyond the edge, at most {@code size / 2}
 */
public record PoolGeometry(Nhwc in, int size, int stride, int padding) {
  /**
   * Shape of the output.
   *
   * @throws IllegalArgumentException if not one window fits the input
   */
  public Nhwc out() {
    return in.withArea(side(in.height()), side(in.width()));
  }

  private int side(int length) {
    int out = Math.floorDiv(length + 2 * padding - size, stride) + 1;
    if (out < 1) {
      throw new IllegalArgumentException(
          "a %dx%d pooling with padding %d does not fit an input side of %d pixels: use a larger image"
              .formatted(size, size, padding, length));
    }
    return out;
  }

  /** How far the last window reaches beyond the lower or right edge; negative = it falls short. */
  int overhang(int inSide, int outSide) {
    return (outSide - 1) * stride + size - padding - inSide;
  }
}
