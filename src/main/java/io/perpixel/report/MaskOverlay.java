package io.perpixel.report;

import io.perpixel.image.ClassColours;
import io.perpixel.image.DType;
import io.perpixel.image.Interpolation;
import io.perpixel.image.Layout;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.Raster;
import io.perpixel.image.Rescale;

/**
 * Classes laid over their image: each tinted in its colour of {@link ClassColours}, brightened, and
 * outlined in it; class 0, the background, and pixels to ignore darkened and pale.
 */
public final class MaskOverlay {
  private static final float TINT = 0.4f;
  private static final float BACKGROUND = 0.65f;
  private static final float PALE = 0.6f;

  private MaskOverlay() {}

  /**
   * The overlay.
   *
   * @param image HWC with one or three channels, 0..255
   * @param classes one channel, uint8; scaled to the image's size by nearest
   * @return of the image's size, three channels, uint8 HWC
   * @throws IllegalArgumentException if either is something else
   */
  public static Raster of(Raster image, Raster classes) {
    if (image.layout() != Layout.HWC || (image.channels() != 1 && image.channels() != 3)) {
      throw new IllegalArgumentException("expected an image of HxWx3 or HxWx1 HWC, found " + image);
    }
    if (classes.dtype() != DType.UINT8 || classes.channels() != 1) {
      throw new IllegalArgumentException("expected classes of HxWx1 uint8, found " + classes);
    }
    int height = image.height();
    int width = image.width();
    byte[] index = Rescale.exact(height, width, Interpolation.NEAREST).apply(classes).bytes();
    float[] under = image.toFloat32().floats();
    int channels = image.channels();
    byte[] rgb = new byte[index.length * 3];
    for (int i = 0; i < index.length; i++) {
      int own = index[i] & 255;
      boolean outline = own != 0 && own != MaskCoding.IGNORED && isEdge(index, i, width);
      for (int c = 0; c < 3; c++) {
        float value = under[i * channels + Math.min(c, channels - 1)];
        float mixed =
            own == 0
                ? BACKGROUND * value
                : own == MaskCoding.IGNORED
                    ? (1 - PALE) * value + PALE * 255
                    : outline ? bright(own, c) : (1 - TINT) * value + TINT * bright(own, c);
        rgb[3 * i + c] = (byte) Math.round(Math.max(0, Math.min(255, mixed)));
      }
    }
    return Raster.uint8(height, width, 3, Layout.HWC, rgb);
  }

  private static float bright(int index, int channel) {
    int rgb = ClassColours.rgb(index);
    int largest = Math.max(rgb >> 16, Math.max(rgb >> 8 & 255, rgb & 255));
    return 255f * (rgb >> 8 * (2 - channel) & 255) / largest;
  }

  /** Whether a neighbour has another class. */
  private static boolean isEdge(byte[] index, int i, int width) {
    int x = i % width;
    return x > 0 && index[i - 1] != index[i]
        || x < width - 1 && index[i + 1] != index[i]
        || i >= width && index[i - width] != index[i]
        || i < index.length - width && index[i + width] != index[i];
  }
}
