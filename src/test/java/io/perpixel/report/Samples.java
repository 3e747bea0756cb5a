package io.perpixel.report;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.train.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Made-up runs and images in the shape of real ones, the same for the same seed. */
final class Samples {
  private Samples() {}

  static List<EpochRecord> epochs(int count, long seed) {
    Random random = new Random(seed);
    List<EpochRecord> epochs = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      double decay = Math.exp(-i * 8.0 / count);
      double validation = 1.34 + 0.7 * decay + 0.03 * random.nextGaussian();
      Map<String, Double> metrics =
          Map.of("accuracy", 0.49 - 0.17 * decay + 0.008 * random.nextGaussian());
      epochs.add(
          new EpochRecord(
              i,
              1.25 + 1.1 * decay,
              validation,
              metrics,
              380 + 9 * random.nextGaussian(),
              13,
              1e-3));
    }
    return epochs;
  }

  static Run run(String name, int epochs, long seed) {
    return new Run(name, Map.of("train.batch", 10 * seed), epochs(epochs, seed));
  }

  /** Smooth colour, so that the pixels of an enlarged picture can be told apart. */
  static Raster image(int height, int width, long seed) {
    byte[] rgb = new byte[height * width * 3];
    for (int i = 0; i < rgb.length; i++) {
      double wave =
          Math.sin(i / 3 % width * 0.2 + seed) + Math.cos(i / 3 / width * 0.15 * (i % 3 + 1));
      rgb[i] = (byte) (128 + 60 * wave);
    }
    return Raster.uint8(height, width, 3, Layout.HWC, rgb);
  }
}
