package io.perpixel.image.synthetic.flower;

import io.perpixel.image.Raster;
import io.perpixel.image.synthetic.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Composes scenes of flowers: one large, near the middle, and up to three small ones; of species
 * that grow in clusters four to seven of middle size. Equal photographs, sizes and seeds make equal
 * scenes.
 */
public final class FlowerGenerator {
  /** Shorter sides would leave no petals to see. */
  public static final int SHORTEST_SIDE = 32;

  private static final int ATTEMPTS = 30;

  private final int height;
  private final int width;

  /**
   * @throws IllegalArgumentException if a side is below {@value #SHORTEST_SIDE}
   */
  public FlowerGenerator(int height, int width) {
    if (Math.min(height, width) < SHORTEST_SIDE) {
      throw new IllegalArgumentException(
          "%d x %d pixels are too few for flowers: expected sides from %d"
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
  FlowerScene scene(Species species, Raster photograph, SplittableRandom random) {
    Raster background = Background.of(photograph, height, width, random);
    int side = Math.min(height, width);
    List<Flower> flowers = new ArrayList<>();
    int small;
    if (species.clustered()) {
      small = 4 + random.nextInt(4);
      place(species, small, 0.14 * side, 0.22 * side, 0.2, flowers, random);
    } else {
      small = random.nextInt(4);
      place(species, 1, 0.26 * side, 0.42 * side, 0.34, flowers, random);
      place(species, small, 0.1 * side, 0.18 * side, 0.08, flowers, random);
    }
    List<Stem> stems = new ArrayList<>();
    for (Flower flower : flowers) {
      double foot = flower.x() + (random.nextDouble() - 0.5) * 0.4 * width;
      double leaf = (0.15 + 0.2 * random.nextDouble()) * side;
      double thickness = Math.max(0.8, 0.05 * flower.radius() + 0.008 * side);
      stems.add(
          new Stem(
              flower.y(),
              flower.x(),
              foot,
              height,
              thickness,
              random.nextBoolean() ? leaf : -leaf));
    }
    return new FlowerScene(background, stems, flowers);
  }

  /** {@code margin} as a share of the sides keeps centres from the edges. */
  private void place(
      Species species,
      int count,
      double smallest,
      double largest,
      double margin,
      List<Flower> flowers,
      SplittableRandom random) {
    for (int i = 0; i < count; i++) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Flower flower =
            new Flower(
                species,
                height * (margin + random.nextDouble() * (1 - 2 * margin)),
                width * (margin + random.nextDouble() * (1 - 2 * margin)),
                smallest + random.nextDouble() * (largest - smallest),
                random.nextDouble() * 2 * Math.PI,
                random.nextDouble() * Math.PI,
                0.7 + 0.3 * random.nextDouble(),
                0.85 + 0.2 * random.nextDouble());
        if (flowers.stream().noneMatch(flower::isNear)) {
          flowers.add(flower);
          break;
        }
      }
    }
  }
}
