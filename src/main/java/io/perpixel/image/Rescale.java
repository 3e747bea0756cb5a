package io.perpixel.image;

/**
 * {@code rescale}: changes height and width; channels, layout and the range of values stay.
 *
 * <p>To an exact {@code HxW}, or so that the shorter side has a given length: the aspect is kept
 * and the longer side truncated to an integer, as torchvision does. Antialiased and nearest keep
 * the type; uint8 results are PIL's. Plain bilinear gives float32 (0 to 255 if the input was
 * uint8), since nothing is rounded. Works on HWC and CHW.
 */
public final class Rescale implements Transform {
  private static final long serialVersionUID = 1L;

  static final String USAGE =
      "rescale=HxW (exact height and width) or rescale=N (shorter side),"
          + " followed by nothing, :nearest or :plain (no antialias)";

  private final OutputSize size;
  private final Interpolation interpolation;

  private Rescale(OutputSize size, Interpolation interpolation) {
    this.size = size;
    this.interpolation = interpolation;
  }

  /**
   * To exactly {@code height} x {@code width} pixels.
   *
   * @throws IllegalArgumentException if a side is below one, or the result has more than 2^26
   *     pixels
   */
  public static Rescale exact(int height, int width, Interpolation interpolation) {
    return new Rescale(OutputSize.exact(height, width), interpolation);
  }

  /**
   * So that the shorter side has {@code length} pixels.
   *
   * @throws IllegalArgumentException if {@code length} is below one
   */
  public static Rescale shorterSide(int length, Interpolation interpolation) {
    return new Rescale(OutputSize.shorterSide(length), interpolation);
  }

  static Rescale parse(String argument) {
    for (Interpolation i : Interpolation.values()) {
      String suffix = ":" + i.suffix();
      if (argument.endsWith(suffix)) {
        String size = argument.substring(0, argument.length() - suffix.length());
        return new Rescale(OutputSize.parse(size), i);
      }
    }
    return new Rescale(OutputSize.parse(argument), Interpolation.ANTIALIAS);
  }

  @Override
  public Raster apply(Raster image) {
    return apply(image, interpolation);
  }

  /** Labels move by nearest whatever the image does; maps as the image. */
  @Override
  public Raster applyToTarget(Raster target, TargetKind kind) {
    return apply(target, kind == TargetKind.LABELS ? Interpolation.NEAREST : interpolation);
  }

  private Raster apply(Raster image, Interpolation how) {
    if (image.isEmpty()) {
      throw new IllegalArgumentException("an image without pixels cannot be rescaled: " + image);
    }
    int height = size.heightFor(image);
    int width = size.widthFor(image);
    // Plain bilinear is defined on reals: rounding would cost the 1e-3 it is asked to keep.
    Raster in = how == Interpolation.PLAIN ? image.toFloat32() : image;
    return vertical(horizontal(in, width, how), height, how);
  }

  private static Raster horizontal(Raster in, int width, Interpolation how) {
    if (in.width() == width) {
      return in;
    }
    boolean hwc = in.layout() == Layout.HWC;
    int outer = hwc ? in.height() : in.channels() * in.height();
    int inner = hwc ? in.channels() : 1;
    Raster.elements(in.height(), width, in.channels());
    ResampleWeights weights = ResampleWeights.of(in.width(), width, how);
    return pass(in, outer, in.width(), inner, weights, in.height(), width);
  }

  private static Raster vertical(Raster in, int height, Interpolation how) {
    if (in.height() == height) {
      return in;
    }
    boolean hwc = in.layout() == Layout.HWC;
    int outer = hwc ? 1 : in.channels();
    int inner = hwc ? in.width() * in.channels() : in.width();
    Raster.elements(height, in.width(), in.channels());
    ResampleWeights weights = ResampleWeights.of(in.height(), height, how);
    return pass(in, outer, in.height(), inner, weights, height, in.width());
  }

  private static Raster pass(
      Raster in, int outer, int axis, int inner, ResampleWeights weights, int height, int width) {
    int channels = in.channels();
    if (in.dtype() == DType.UINT8) {
      byte[] out = Resample.pass(in.bytes(), outer, axis, inner, weights);
      return Raster.uint8(height, width, channels, in.layout(), out);
    }
    float[] out = Resample.pass(in.floats(), outer, axis, inner, weights);
    return Raster.float32(height, width, channels, in.layout(), out);
  }

  @Override
  public String toString() {
    String suffix = interpolation == Interpolation.ANTIALIAS ? "" : ":" + interpolation.suffix();
    return "rescale=" + size + suffix;
  }
}
