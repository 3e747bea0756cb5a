package io.perpixel.nn.kernel;

/**
 * Geometry of a two-dimensional convolution: {@code out = floor((in + 2 padding - dilation (kernel
 * - 1) - 1) / stride) + 1} along height and width, as in PyTorch's {@code Conv2d}.
 *
 * @param in shape of the input
 * @param outChannels channels of the output
 * @param kernel side of the square kernel
 * @param stride step between windows
 * @param padding zeros on each side
 * @param dilation distance between the taps of the kernel, 1 = dense
 * @param bias whether a bias is added
 */
public record ConvGeometry(
    Nhwc in, int outChannels, int kernel, int stride, int padding, int dilation, boolean bias) {
  /**
   * Shape of the output.
   *
   * @throws IllegalArgumentException if not one window fits the input
   */
  public Nhwc out() {
    return new Nhwc(in.batch(), side(in.height()), side(in.width()), outChannels);
  }

  private int side(int length) {
    int out = Math.floorDiv(length + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
    if (out < 1) {
      throw new IllegalArgumentException(
          "a "
              + kernel
              + "x"
              + kernel
              + " convolution with dilation "
              + dilation
              + " and padding "
              + padding
              + " does not fit an input side of "
              + length
              + " pixels: use a larger image");
    }
    return out;
  }

  /** The same with or without a bias. */
  public ConvGeometry withBias(boolean wanted) {
    return new ConvGeometry(in, outChannels, kernel, stride, padding, dilation, wanted);
  }

  /**
   * Whether the taps lie so far apart that only the middle one ever meets the image, as at the
   * large rates of a spatial pyramid: the others read nothing but padding.
   */
  boolean isCentreOnly() {
    return kernel % 2 == 1
        && padding == dilation * (kernel / 2)
        && dilation >= Math.max(in.height(), in.width());
  }

  /** The 1x1 convolution that the middle tap alone is. */
  ConvGeometry centre() {
    return new ConvGeometry(in, outChannels, 1, stride, 0, 1, bias);
  }

  /** Shape of the weights, OIHW. */
  public long[] weightShape() {
    return new long[] {outChannels, in.channels(), kernel, kernel};
  }
}
