package io.perpixel.image;

import java.util.Arrays;

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
   * @throws IllegalArgumentException if {@code length} is below one, or a square of it has more
   *     than 2^26 pixels
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
    int height = heightFor(image.height(), image.width());
    int width = widthFor(image.height(), image.width());
    // Plain bilinear is defined on reals: rounding would cost the 1e-3 it is asked to keep.
    Raster in = how == Interpolation.PLAIN ? image.toFloat32() : image;
    if (in.height() == height && in.width() == width) {
      return in;
    }
    Raster.elements(height, width, in.channels());
    return in.dtype() == DType.UINT8
        ? bytes(in, height, width, how)
        : vertical(horizontal(in, width, how), height, how);
  }

  private static Raster bytes(Raster in, int height, int width, Interpolation how) {
    int channels = in.channels();
    byte[] out = new byte[Raster.elements(height, width, channels)];
    if (in.layout() == Layout.HWC) {
      ByteResample.run(in, height, width, how, (y, row) -> interleave(row, out, y));
    } else {
      int plane = in.height() * in.width();
      for (int c = 0; c < channels; c++) {
        byte[] one = Arrays.copyOfRange(in.bytes(), c * plane, (c + 1) * plane);
        Raster channel = Raster.uint8(in.height(), in.width(), 1, Layout.HWC, one);
        int to = c * height * width;
        ByteResample.run(
            channel,
            height,
            width,
            how,
            (y, row) -> {
              for (int x = 0; x < width; x++) {
                out[to + y * width + x] = (byte) row[0][x];
              }
            });
      }
    }
    return Raster.uint8(height, width, channels, in.layout(), out);
  }

  private static void interleave(int[][] row, byte[] out, int y) {
    int channels = row.length;
    int width = row[0].length;
    for (int c = 0; c < channels; c++) {
      for (int x = 0, to = y * width * channels + c; x < width; x++, to += channels) {
        out[to] = (byte) row[c][x];
      }
    }
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
    float[] out = Resample.pass(in.floats(), outer, in.width(), inner, weights);
    return Raster.float32(in.height(), width, in.channels(), in.layout(), out);
  }

  private static Raster vertical(Raster in, int height, Interpolation how) {
    if (in.height() == height) {
      return in;
    }
    boolean hwc = in.layout() == Layout.HWC;
    int outer = hwc ? 1 : in.channels();
    int inner = hwc ? in.width() * in.channels() : in.width();
    ResampleWeights weights = ResampleWeights.of(in.height(), height, how);
    float[] out = Resample.pass(in.floats(), outer, in.height(), inner, weights);
    return Raster.float32(height, in.width(), in.channels(), in.layout(), out);
  }

  /** Whether 8 bits stay 8 bits. */
  boolean keepsType() {
    return interpolation != Interpolation.PLAIN;
  }

  /** Hands the rows of the result on instead of keeping them; for a uint8 HWC image with pixels. */
  void rows(Raster image, ByteResample.RowSink sink) {
    ByteResample.run(
        image,
        heightFor(image.height(), image.width()),
        widthFor(image.height(), image.width()),
        interpolation,
        sink);
  }

  /** Height of what becomes of an image of that size. */
  int heightFor(int imageHeight, int imageWidth) {
    return size.heightFor(imageHeight, imageWidth);
  }

  /** Width of what becomes of an image of that size. */
  int widthFor(int imageHeight, int imageWidth) {
    return size.widthFor(imageHeight, imageWidth);
  }

  @Override
  public String toString() {
    String suffix = interpolation == Interpolation.ANTIALIAS ? "" : ":" + interpolation.suffix();
    return "rescale=" + size + suffix;
  }
}
