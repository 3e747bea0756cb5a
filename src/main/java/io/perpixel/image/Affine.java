package io.perpixel.image;

/**
 * {@code affine}: a*x + b on every value, float32 out, layout kept.
 *
 * <p>On uint8 the values 0..255 are taken as they are. Never applied to targets.
 */
public final class Affine implements Transform {
  private static final long serialVersionUID = 1L;

  static final String USAGE = "affine=A:B for A*x + B";

  private final float a;
  private final float b;

  public Affine(float a, float b) {
    this.a = a;
    this.b = b;
  }

  static Affine parse(String argument) {
    String[] parts = Numbers.pair(argument, ":");
    return new Affine(Numbers.finite(parts[0]), Numbers.finite(parts[1]));
  }

  @Override
  public Raster apply(Raster image) {
    float[] in = image.toFloat32().floats();
    float[] out = new float[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] = a * in[i] + b;
    }
    return Raster.float32(image.height(), image.width(), image.channels(), image.layout(), out);
  }

  @Override
  public boolean isPointwise() {
    return true;
  }

  @Override
  public String toString() {
    return "affine=" + a + ":" + b;
  }
}
