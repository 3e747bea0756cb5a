package io.perpixel.image.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SyntheticExampleTest {
  private static Raster photograph(long seed) {
    byte[] pixels = new byte[32 * 32 * 3];
    new Random(seed).nextBytes(pixels);
    return Raster.uint8(32, 32, 3, Layout.HWC, pixels);
  }

  @Test
  void equalSeedsMakeEqualExamples() {
    SceneGenerator generator = new SceneGenerator(48, 64);
    SyntheticExample example = SyntheticExample.of(generator, photograph(1), 5, 3);
    SyntheticExample again = SyntheticExample.of(generator, photograph(1), 5, 3);
    assertThat(again.image().bytes()).isEqualTo(example.image().bytes());
    assertThat(again.map().bytes()).isEqualTo(example.map().bytes());
    assertThat(again.points().toBytes()).isEqualTo(example.points().toBytes());
    for (int[] other : new int[][] {{5, 4}, {6, 3}}) {
      assertThat(SyntheticExample.of(generator, photograph(1), other[0], other[1]).map().bytes())
          .isNotEqualTo(example.map().bytes());
    }
  }

  @ParameterizedTest
  @CsvSource({"16,16", "64,64", "48,160", "33,17"})
  void everyMapPeaksInsideASalientThing(int height, int width) {
    SceneGenerator generator = new SceneGenerator(height, width);
    Set<Integer> numbers = new HashSet<>();
    for (int seed = 0; seed < 60; seed++) {
      Scene scene = generator.scene(photograph(seed), new SplittableRandom(seed));
      Raster map = SceneFixations.map(scene);
      assertThat(map).hasToString(height + "x" + width + "x1 uint8 HWC");
      assertThat(ScenePainter.paint(scene)).hasToString(height + "x" + width + "x3 uint8 HWC");
      List<Thing> salient = scene.salient();
      numbers.add(salient.size());
      for (int i = 0; i < height * width; i++) {
        if ((map.bytes()[i] & 255) == 255) {
          double y = i / width + 0.5;
          double x = i % width + 0.5;
          assertThat(salient)
              .as("seed %d, peak at %s, %s", seed, y, x)
              .anyMatch(t -> Math.hypot(t.y() - y, t.x() - x) < t.radius());
        }
      }
    }
    assertThat(numbers).contains(1, 2);
  }

  /** What is salient differs from its surroundings as nothing else does. */
  @Test
  void salientMeansFarInColour() {
    SceneGenerator generator = new SceneGenerator(64, 64);
    for (int seed = 0; seed < 100; seed++) {
      Raster horse = photograph(seed);
      Scene scene = generator.scene(horse, new SplittableRandom(seed));
      for (Thing thing : scene.things()) {
        int at = ((int) thing.y() * 64 + (int) thing.x()) * 3;
        double squares = 0;
        for (int c = 0; c < 3; c++) {
          squares += Math.pow(thing.rgb()[c] - scene.background().floats()[at + c], 2);
        }
        // The surroundings are a mean, the centre one pixel of noise: hence the room.
        assertThat(Math.sqrt(squares))
            .isBetween(thing.salient() ? 60.0 : 0, thing.salient() ? 442.0 : 130);
      }
    }
  }

  @Test
  void pointsFollowTheMap() {
    SceneGenerator generator = new SceneGenerator(64, 64);
    double inside = 0;
    int count = 0;
    for (int i = 0; i < 20; i++) {
      SyntheticExample example = SyntheticExample.of(generator, photograph(i), 1, i);
      assertThat(example.points().count() % SceneFixations.POINTS).isZero();
      for (int pixel : example.points().flat(64)) {
        // exp(-1/2) of the peak: 39 % of a round Gaussian lies within one deviation.
        inside += (example.map().bytes()[pixel] & 255) >= 255 * Math.exp(-0.5) ? 1 : 0;
        count++;
      }
    }
    assertThat(inside / count).isBetween(0.34, 0.5);
  }

  @Test
  void tooSmallIsRefused() {
    assertThatThrownBy(() -> new SceneGenerator(15, 64)).hasMessageContaining("15 x 64 pixels");
  }
}
