package io.perpixel.image;

/**
 * {@code grey}: the mean over R, G and B, as one channel of float32; layout and range stay.
 *
 * <p>Works before and after to-tensor, with the same result: the mean of three bytes is not
 * rounded. One channel is grey already and passes as it is.
 */
public final class Grey implements Transform {
  private static final long serialVersionUID = 1L;

  static final String USAGE = "grey (takes no argument)";

  static Grey parse(String argument) {
    if (!argument.isEmpty()) {
      throw new IllegalArgumentException("'" + argument + "' is not expected");
    }
    return new Grey();
  }

  @Override
  public Raster apply(Raster image) {
    if (image.channels() == 1) {
      return image;
    }
    if (image.channels() != 3) {
      throw new IllegalArgumentException("grey expects 1 or 3 channels, found " + image);
    }
    int plane = image.height() * image.width();
    boolean hwc = image.layout() == Layout.HWC;
    int pixelStep = hwc ? 3 : 1;
    int channelStep = hwc ? 1 : plane;
    float[] in = image.toFloat32().floats();
    float[] out = new float[plane];
    for (int i = 0; i < plane; i++) {
      int r = i * pixelStep;
      out[i] = (in[r] + in[r + channelStep] + in[r + 2 * channelStep]) / 3;
    }
    return Raster.float32(image.height(), image.width(), 1, image.layout(), out);
  }

  @Override
  public String toString() {
    return "grey";
  }
}
