package io.perpixel.image.synthetic;

import io.perpixel.image.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Composes scenes: one to three salient things whose colours are far from what is around them, and
 * up to two others of the same shapes that hardly differ from it, all at random places. The radius
 * is a tenth to a sixth of the shorter side.
 *
 * <p>Equal photographs, sizes and seeds make equal scenes.
 */
public final class SceneGenerator {
  /** Shorter sides would hold things of less than three pixels. */
  public static final int SHORTEST_SIDE = 16;

  private static final double SMALLEST = 1 / 10.0;
  private static final double LARGEST = 1 / 6.0;

  /** Distance in RGB from the surroundings: of 442 that are possible, and of noise in them. */
  private static final double SALIENT_DISTANCE = 140;

  private static final double DULL_DISTANCE = 25;
  private static final int ATTEMPTS = 50;

  private final int height;
  private final int width;

  /**
   * @throws IllegalArgumentException if a side is below {@value #SHORTEST_SIDE}
   */
  public SceneGenerator(int height, int width) {
    if (Math.min(height, width) < SHORTEST_SIDE) {
      throw new IllegalArgumentException(
          "%d x %d pixels are too few for a scene: expected sides from %d"
              .formatted(height, width, SHORTEST_SIDE));
    }
    this.height = height;
    this.width = width;
  }

  /**
   * A scene.
   *
   * @param photograph for the background, uint8 HWC with three channels, any size
   */
  Scene scene(Raster photograph, SplittableRandom random) {
    Raster background = Background.of(photograph, height, width, random);
    int salient = 1 + random.nextInt(3);
    int dull = random.nextInt(3);
    List<Thing> things = new ArrayList<>();
    for (int i = 0; i < salient + dull; i++) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Thing thing = thing(background, i < salient, random);
        if (things.stream().noneMatch(thing::isNear)) {
          things.add(thing);
          break;
        }
      }
    }
    return new Scene(background, things);
  }

  private Thing thing(Raster background, boolean salient, SplittableRandom random) {
    Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
    double radius =
        Math.min(height, width) * (SMALLEST + random.nextDouble() * (LARGEST - SMALLEST));
    double y = radius + random.nextDouble() * (height - 2 * radius);
    double x = radius + random.nextDouble() * (width - 2 * radius);
    double[] around = mean(background, y, x, radius);
    double[] rgb = salient ? vivid(around, random) : dull(around, random);
    return new Thing(shape, y, x, radius, rgb, salient);
  }

  private static double[] mean(Raster background, double y, double x, double radius) {
    double[] mean = new double[3];
    int pixels = 0;
    int bottom = Math.min(background.height() - 1, (int) (y + radius));
    int right = Math.min(background.width() - 1, (int) (x + radius));
    for (int py = Math.max(0, (int) (y - radius)); py <= bottom; py++) {
      for (int px = Math.max(0, (int) (x - radius)); px <= right; px++) {
        for (int c = 0; c < 3; c++) {
          mean[c] += background.at(py, px, c);
        }
        pixels++;
      }
    }
    for (int c = 0; c < 3; c++) {
      mean[c] /= pixels;
    }
    return mean;
  }

  /** A saturated hue: the first of a few random ones that is far enough, else the farthest. */
  private static double[] vivid(double[] around, SplittableRandom random) {
    double[] best = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      double[] candidate = hue(random.nextDouble() * 6);
      if (best == null || distance(candidate, around) > distance(best, around)) {
        best = candidate;
      }
      if (distance(best, around) >= SALIENT_DISTANCE) {
        break;
      }
    }
    return best;
  }

  /** Full brightness, nearly full saturation; {@code sixth} 0..6 goes once round the circle. */
  private static double[] hue(double sixth) {
    double[] rgb = new double[3];
    for (int c = 0; c < 3; c++) {
      double k = (5 - 2 * c + sixth) % 6;
      rgb[c] = 250 - 235 * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    }
    return rgb;
  }

  private static double[] dull(double[] around, SplittableRandom random) {
    double shift = random.nextBoolean() ? DULL_DISTANCE : -DULL_DISTANCE;
    double[] rgb = new double[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = Math.max(0, Math.min(255, around[c] + shift));
    }
    return rgb;
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int c = 0; c < 3; c++) {
      squares += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return Math.sqrt(squares);
  }
}
