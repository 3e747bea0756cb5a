package io.perpixel.image.synthetic;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;

/** Draws scenes, edges smoothed by {@value #SAMPLES} x {@value #SAMPLES} samples a pixel. */
final class ScenePainter {
  private static final int SAMPLES = 4;

  private ScenePainter() {}

  /** The picture, HxWx3 uint8 HWC. */
  static Raster paint(Scene scene) {
    float[] canvas = scene.background().floats().clone();
    for (Thing thing : scene.things()) {
      int bottom = Math.min(scene.height() - 1, (int) (thing.y() + thing.radius()));
      int right = Math.min(scene.width() - 1, (int) (thing.x() + thing.radius()));
      for (int y = Math.max(0, (int) (thing.y() - thing.radius())); y <= bottom; y++) {
        for (int x = Math.max(0, (int) (thing.x() - thing.radius())); x <= right; x++) {
          double share = coverage(thing, y, x);
          int at = (y * scene.width() + x) * 3;
          for (int c = 0; c < 3; c++) {
            canvas[at + c] += (float) (share * (thing.rgb()[c] - canvas[at + c]));
          }
        }
      }
    }
    byte[] bytes = new byte[canvas.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(Math.max(0, Math.min(255, canvas[i])));
    }
    return Raster.uint8(scene.height(), scene.width(), 3, Layout.HWC, bytes);
  }

  private static double coverage(Thing thing, int y, int x) {
    int covered = 0;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
      double py = y + (i / SAMPLES + 0.5) / SAMPLES;
      double px = x + (i % SAMPLES + 0.5) / SAMPLES;
      covered += thing.covers(py, px) ? 1 : 0;
    }
    return (double) covered / (SAMPLES * SAMPLES);
  }
}
