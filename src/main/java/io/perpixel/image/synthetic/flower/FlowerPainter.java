package io.perpixel.image.synthetic.flower;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;

/**
 * Draws scenes and, from the same samples, their masks: {@value #SAMPLES} x {@value #SAMPLES}
 * samples a pixel, and a pixel is flower where at least half of its samples are.
 */
final class FlowerPainter {
  private static final int SAMPLES = 4;

  private final FlowerScene scene;
  private final byte[] picture;
  private final boolean[] flower;

  FlowerPainter(FlowerScene scene) {
    this.scene = scene;
    int pixels = scene.height() * scene.width();
    picture = new byte[3 * pixels];
    flower = new boolean[pixels];
    for (int p = 0; p < pixels; p++) {
      paint(p);
    }
  }

  /** The picture, HxWx3 uint8 HWC. */
  Raster picture() {
    return Raster.uint8(scene.height(), scene.width(), 3, Layout.HWC, picture);
  }

  /** Whether each pixel is flower, row-major. */
  boolean[] flower() {
    return flower;
  }

  private void paint(int pixel) {
    int y = pixel / scene.width();
    int x = pixel % scene.width();
    double[] sum = new double[3];
    double[] rgb = new double[3];
    int petals = 0;
    for (int s = 0; s < SAMPLES * SAMPLES; s++) {
      double py = y + (s / SAMPLES + 0.5) / SAMPLES;
      double px = x + (s % SAMPLES + 0.5) / SAMPLES;
      for (int c = 0; c < 3; c++) {
        rgb[c] = scene.background().at(y, x, c);
      }
      for (Stem stem : scene.stems()) {
        stem.colour(py, px, rgb);
      }
      boolean covered = false;
      for (Flower one : scene.flowers()) {
        covered |= one.colour(py, px, rgb);
      }
      petals += covered ? 1 : 0;
      for (int c = 0; c < 3; c++) {
        sum[c] += rgb[c] / (SAMPLES * SAMPLES);
      }
    }
    flower[pixel] = 2 * petals >= SAMPLES * SAMPLES;
    for (int c = 0; c < 3; c++) {
      picture[3 * pixel + c] = (byte) Math.round(Math.max(0, Math.min(255, sum[c])));
    }
  }
}
