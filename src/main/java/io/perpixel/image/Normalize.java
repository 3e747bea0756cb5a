package io.perpixel.image;

import java.util.Arrays;

/**
 * {@code normalize}: (x - mean) / standard deviation, per channel, on float32 of either layout.
 *
 * <p>The default is ImageNet's mean 0.485 0.456 0.406 and deviation 0.229 0.224 0.225, for RGB in
 * 0..1. Never applied to targets.
 */
public final class Normalize implements Transform {
  private static final long serialVersionUID = 1L;

  static final String USAGE =
      "normalize (ImageNet) or normalize=m1:m2:m3/s1:s2:s3, one mean and one deviation per channel";

  private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] IMAGENET_DEVIATION = {0.229f, 0.224f, 0.225f};

  private final float[] mean;
  private final float[] deviation;

  /**
   * @throws IllegalArgumentException if the arrays differ in length or a deviation is not above
   *     zero
   */
  public Normalize(float[] mean, float[] deviation) {
    if (mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "%d means but %d deviations".formatted(mean.length, deviation.length));
    }
    for (float d : deviation) {
      if (!(d > 0)) {
        throw new IllegalArgumentException("a deviation must be above zero, not " + d);
      }
    }
    this.mean = mean.clone();
    this.deviation = deviation.clone();
  }

  /** With the statistics of ImageNet, for RGB in 0..1. */
  public static Normalize imageNet() {
    return new Normalize(IMAGENET_MEAN, IMAGENET_DEVIATION);
  }

  static Normalize parse(String argument) {
    if (argument.isEmpty()) {
      return imageNet();
    }
    String[] parts = Numbers.pair(argument, "/");
    return new Normalize(Numbers.list(parts[0]), Numbers.list(parts[1]));
  }

  @Override
  public Raster apply(Raster image) {
    if (image.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "normalize expects float32, found " + image + ": put to-tensor before it");
    }
    if (image.channels() != mean.length) {
      throw new IllegalArgumentException(
          "normalize has %d means, but the image is %s: give one mean and one deviation per channel"
              .formatted(mean.length, image));
    }
    int channels = image.channels();
    boolean hwc = image.layout() == Layout.HWC;
    int plane = image.height() * image.width();
    float[] in = image.floats();
    float[] out = new float[in.length];
    for (int i = 0; i < in.length; i++) {
      int c = hwc ? i % channels : i / plane;
      out[i] = (in[i] - mean[c]) / deviation[c];
    }
    return Raster.float32(image.height(), image.width(), channels, image.layout(), out);
  }

  @Override
  public boolean isPointwise() {
    return true;
  }

  @Override
  public String toString() {
    boolean isDefault =
        Arrays.equals(mean, IMAGENET_MEAN) && Arrays.equals(deviation, IMAGENET_DEVIATION);
    return isDefault
        ? "normalize"
        : "normalize=" + Numbers.list(mean) + "/" + Numbers.list(deviation);
  }
}
