package io.perpixel.image;

/**
 * {@code to-tensor}: HWC to CHW float32, divided by 255 (so 0..1), 256 or 1.
 *
 * <p>256 is what the colourization replica asks for. A float32 HWC raster with values 0..255, as
 * grey and plain rescaling produce, is taken like uint8. Maps are treated as images, labels are
 * left alone.
 */
public final class ToTensor implements Transform {
  private static final long serialVersionUID = 1L;

  static final String USAGE = "to-tensor (divides by 255), to-tensor=256 or to-tensor=1";

  private final int divisor;

  /**
   * @throws IllegalArgumentException if {@code divisor} is not 255, 256 or 1
   */
  public ToTensor(int divisor) {
    if (divisor != 255 && divisor != 256 && divisor != 1) {
      throw new IllegalArgumentException("cannot divide by " + divisor);
    }
    this.divisor = divisor;
  }

  static ToTensor parse(String argument) {
    return new ToTensor(argument.isEmpty() ? 255 : Numbers.integer(argument));
  }

  @Override
  public Raster apply(Raster image) {
    if (image.layout() != Layout.HWC) {
      throw new IllegalArgumentException(
          "to-tensor expects HWC, found " + image + ": it is a tensor already");
    }
    int channels = image.channels();
    int plane = image.height() * image.width();
    float[] in = image.toFloat32().floats();
    float[] out = new float[in.length];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < plane; i++) {
        out[c * plane + i] = in[i * channels + c] / divisor;
      }
    }
    return Raster.float32(image.height(), image.width(), channels, Layout.CHW, out);
  }

  @Override
  public Raster applyToTarget(Raster target, TargetKind kind) {
    return kind == TargetKind.MAP ? apply(target) : target;
  }

  @Override
  public boolean isPointwise() {
    return true;
  }

  @Override
  public String toString() {
    return divisor == 255 ? "to-tensor" : "to-tensor=" + divisor;
  }
}
