package io.perpixel.image.synthetic;

import io.perpixel.image.FixationPoints;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where a scene is looked at. The rule: around the centre of each salient thing lies a round
 * Gaussian of height 1 whose deviation is the thing's radius; nothing else attracts, and the centre
 * of the image is not favoured. The map is the sum of the Gaussians, scaled so that its largest
 * value is 255; the points are {@value #POINTS} for each salient thing, drawn from the map. So the
 * map is a function of the picture alone, and can be learnt.
 */
final class SceneFixations {
  /** Draws for each salient thing: about what ten viewers do in five seconds. */
  static final int POINTS = 25;

  private SceneFixations() {}

  /** The map, HxWx1 uint8 HWC. */
  static Raster map(Scene scene) {
    double[] density = density(scene);
    double largest = Arrays.stream(density).max().orElse(1);
    byte[] map = new byte[density.length];
    for (int i = 0; i < map.length; i++) {
      map[i] = (byte) Math.round(255 * density[i] / largest);
    }
    return Raster.uint8(scene.height(), scene.width(), 1, Layout.HWC, map);
  }

  /** Points drawn from the map. */
  static FixationPoints points(Scene scene, SplittableRandom random) {
    double[] density = density(scene);
    double[] cumulative = new double[density.length];
    double sum = 0;
    for (int i = 0; i < density.length; i++) {
      sum += density[i];
      cumulative[i] = sum;
    }
    int count = POINTS * scene.salient().size();
    int[] pairs = new int[2 * count];
    for (int i = 0; i < count; i++) {
      double at = random.nextDouble() * sum;
      int found = Arrays.binarySearch(cumulative, at);
      // The first place whose sum is above: binarySearch tells where to insert what it misses.
      int pixel = found >= 0 ? found + 1 : -found - 1;
      pairs[2 * i] = pixel / scene.width();
      pairs[2 * i + 1] = pixel % scene.width();
    }
    return new FixationPoints(pairs, scene.height(), scene.width());
  }

  /** StrictMath: the same on every machine. */
  private static double[] density(Scene scene) {
    double[] density = new double[scene.height() * scene.width()];
    for (Thing thing : scene.salient()) {
      double variance = thing.radius() * thing.radius();
      for (int i = 0; i < density.length; i++) {
        double dy = i / scene.width() + 0.5 - thing.y();
        double dx = i % scene.width() + 0.5 - thing.x();
        density[i] += StrictMath.exp(-(dy * dy + dx * dx) / (2 * variance));
      }
    }
    return density;
  }
}
