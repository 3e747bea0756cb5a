package io.perpixel.image;

import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.WritableRaster;

/**
 * From the components of a JPEG to RGB, with libjpeg's integer arithmetic and, for CMYK, PIL's.
 *
 * <p>Java's own conversions go through colour profiles and give other values.
 */
final class JpegPixels {
  private static final int SHIFT = 16;
  private static final int HALF = 1 << (SHIFT - 1);
  private static final int CR_RED = fixed(1.40200);
  private static final int CB_BLUE = fixed(1.77200);
  private static final int CR_GREEN = fixed(0.71414);
  private static final int CB_GREEN = fixed(0.34414);

  private JpegPixels() {}

  private static int fixed(double factor) {
    return (int) (factor * (1 << SHIFT) + 0.5);
  }

  /**
   * Converts.
   *
   * @param components as stored, at full size
   * @return uint8 HWC, one channel if grey, else R, G, B
   * @throws BadImageException if nobody knows what the components mean
   */
  static Raster of(java.awt.image.Raster components, JpegHeader.Colour colour)
      throws BadImageException {
    int bands = components.getNumBands();
    int expected =
        switch (colour) {
          case GREY -> 1;
          case RGB, YCC -> 3;
          case CMYK, YCCK -> 4;
          case OTHER -> 0;
        };
    if (bands != expected) {
      throw new BadImageException(
          "a JPEG of %d components: expected 1 (grey), 3 (colour) or 4 (CMYK)".formatted(bands));
    }
    int height = components.getHeight();
    int width = components.getWidth();
    byte[] in = samples(components);
    if (colour == JpegHeader.Colour.GREY || colour == JpegHeader.Colour.RGB) {
      return io.perpixel.image.Raster.uint8(height, width, bands, Layout.HWC, in);
    }
    byte[] out = new byte[Raster.elements(height, width, 3)];
    for (int i = 0, o = 0; o < out.length; i += bands, o += 3) {
      switch (colour) {
        case YCC -> ycc(in, i, out, o);
        case YCCK -> {
          ycc(in, i, out, o);
          // libjpeg keeps CMY as 255 less RGB; Adobe's files hold all four the other way round.
          ink(
              255 - (out[o] & 255),
              255 - (out[o + 1] & 255),
              255 - (out[o + 2] & 255),
              in,
              i,
              out,
              o);
        }
        default -> ink(in[i] & 255, in[i + 1] & 255, in[i + 2] & 255, in, i, out, o);
      }
    }
    return Raster.uint8(height, width, 3, Layout.HWC, out);
  }

  private static byte[] samples(java.awt.image.Raster raster) {
    int bands = raster.getNumBands();
    int length = raster.getWidth() * raster.getHeight() * bands;
    if (raster instanceof WritableRaster
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
        && model.getScanlineStride() == raster.getWidth() * bands
        && model.getPixelStride() == bands
        && buffer.getData().length == length
        && inOrder(model.getBandOffsets())) {
      return buffer.getData();
    }
    return (byte[]) raster.getDataElements(0, 0, raster.getWidth(), raster.getHeight(), null);
  }

  private static boolean inOrder(int[] offsets) {
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] != i) {
        return false;
      }
    }
    return true;
  }

  private static void ycc(byte[] in, int i, byte[] out, int o) {
    int y = in[i] & 255;
    int cb = (in[i + 1] & 255) - 128;
    int cr = (in[i + 2] & 255) - 128;
    out[o] = clip(y + (CR_RED * cr + HALF >> SHIFT));
    out[o + 1] = clip(y + (-CB_GREEN * cb - CR_GREEN * cr + HALF >> SHIFT));
    out[o + 2] = clip(y + (CB_BLUE * cb + HALF >> SHIFT));
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  /** Stored inks, 255 for none, become PIL's RGB: black less black times ink. */
  private static void ink(int c, int m, int y, byte[] in, int i, byte[] out, int o) {
    int black = in[i + 3] & 255;
    out[o] = clip(black - product(255 - c, black));
    out[o + 1] = clip(black - product(255 - m, black));
    out[o + 2] = clip(black - product(255 - y, black));
  }

  /** a * b / 255, rounded, as PIL's MULDIV255. */
  private static int product(int a, int b) {
    int t = a * b + 128;
    return (t >> 8) + t >> 8;
  }
}
