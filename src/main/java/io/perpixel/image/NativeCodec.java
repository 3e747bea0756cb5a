package io.perpixel.image;

import java.nio.IntBuffer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * libjpeg-turbo and libwebp, as Leptonica's JavaCPP build carries them, for Linux on x86-64.
 *
 * <p>Native code cannot be interrupted: callers see to it that the work is bounded before they
 * call.
 */
final class NativeCodec {
  /** A system property; false keeps to Java's own decoders. */
  static final String ENABLED = "perpixel.native-images";

  private static final boolean AVAILABLE = load();

  private NativeCodec() {}

  private static boolean load() {
    if (!Boolean.parseBoolean(System.getProperty(ENABLED, "true"))) {
      return false;
    }
    try {
      Loader.load(leptonica.class);
      leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
      return true;
    } catch (LinkageError | RuntimeException e) {
      return false;
    }
  }

  /** Whether the libraries are there. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  /**
   * A JPEG of one or three components.
   *
   * @param reduction 1, 2, 4 or 8: the side of the square that becomes one pixel
   * @return uint8 HWC, one channel if grey, else R, G, B; null if libjpeg failed or warned
   */
  static Raster jpeg(byte[] file, int reduction) {
    int[] warnings = {0};
    return read(
        () -> leptonica.pixReadMemJpeg(file, file.length, 0, reduction, warnings, 0), warnings);
  }

  /**
   * A WebP image; alpha is dropped.
   *
   * @return uint8 HWC, R, G, B; null if libwebp failed
   */
  static Raster webp(byte[] file) {
    return read(() -> leptonica.pixReadMemWebP(file, file.length), new int[1]);
  }

  private static Raster read(Supplier<PIX> decoding, int[] warnings) {
    PIX picture = decoding.get();
    if (picture == null) {
      return null;
    }
    try {
      if (warnings[0] != 0) {
        return null;
      }
      int height = leptonica.pixGetHeight(picture);
      int width = leptonica.pixGetWidth(picture);
      int stride = leptonica.pixGetWpl(picture);
      IntPointer data = leptonica.pixGetData(picture);
      IntBuffer words = data.capacity((long) height * stride).asBuffer();
      return switch (leptonica.pixGetDepth(picture)) {
        case 32 -> rgb(words, height, width, stride);
        case 8 -> grey(words, height, width, stride);
        default -> null;
      };
    } finally {
      leptonica.pixDestroy(picture);
    }
  }

  /** A word a pixel, as {@link Raster#rgbWords} wants it. */
  private static Raster rgb(IntBuffer words, int height, int width, int stride) {
    int[] out = new int[Raster.elements(height, width, 1)];
    for (int y = 0; y < height; y++) {
      words.get(y * stride, out, y * width, width);
    }
    return Raster.rgbWords(height, width, out);
  }

  /** Four pixels a word, the first in its upper byte. */
  private static Raster grey(IntBuffer words, int height, int width, int stride) {
    byte[] out = new byte[Raster.elements(height, width, 1)];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to++) {
        out[to] = (byte) (words.get(y * stride + (x >> 2)) >>> 24 - 8 * (x & 3));
      }
    }
    return Raster.uint8(height, width, 1, Layout.HWC, out);
  }
}
