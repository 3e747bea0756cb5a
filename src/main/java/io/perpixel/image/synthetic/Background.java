package io.perpixel.image.synthetic;

import io.perpixel.image.Interpolation;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.Rescale;
import java.util.SplittableRandom;

/**
 * Makes a background of a photograph: scaled to cover the wanted size, cropped at random, and muted
 * (half of its colour, three fifths of its contrast), so that nothing in it stands out as the
 * salient things do.
 */
public final class Background {
  private static final float COLOUR = 0.5f;
  private static final float CONTRAST = 0.6f;

  private Background() {}

  /**
   * A photograph scaled, its aspect kept, to the least size that covers {@code height} x {@code
   * width}.
   */
  public static Raster covering(Raster photograph, int height, int width) {
    double scale =
        Math.max((double) height / photograph.height(), (double) width / photograph.width());
    // Without the tiny difference, what covers exactly would grow by a pixel.
    int coveringHeight = Math.max(height, (int) Math.ceil(photograph.height() * scale - 1e-9));
    int coveringWidth = Math.max(width, (int) Math.ceil(photograph.width() * scale - 1e-9));
    return Rescale.exact(coveringHeight, coveringWidth, Interpolation.ANTIALIAS).apply(photograph);
  }

  /**
   * The background.
   *
   * @param photograph uint8 HWC, three channels
   */
  public static Raster of(Raster photograph, int height, int width, SplittableRandom random) {
    Raster covering = covering(photograph, height, width);
    int top = random.nextInt(covering.height() - height + 1);
    int left = random.nextInt(covering.width() - width + 1);
    float[] muted = new float[height * width * 3];
    double sum = 0;
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        float grey = 0;
        for (int c = 0; c < 3; c++) {
          grey += covering.at(top + y, left + x, c) / 3;
        }
        for (int c = 0; c < 3; c++) {
          muted[i + c] = grey + COLOUR * (covering.at(top + y, left + x, c) - grey);
        }
        sum += grey;
      }
    }
    float mean = (float) (sum / (height * width));
    for (int i = 0; i < muted.length; i++) {
      muted[i] = mean + CONTRAST * (muted[i] - mean);
    }
    return Raster.float32(height, width, 3, Layout.HWC, muted);
  }
}
