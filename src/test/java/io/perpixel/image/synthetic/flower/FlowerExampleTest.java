package io.perpixel.image.synthetic.flower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FlowerExampleTest {
  private static final int SIDE = 48;
  private static final Raster GREY = grey(30, 50);

  private static Raster grey(int height, int width) {
    byte[] pixels = new byte[height * width * 3];
    Arrays.fill(pixels, (byte) 100);
    return Raster.uint8(height, width, 3, Layout.HWC, pixels);
  }

  private static FlowerExample example(Species species, long seed, int number) {
    return FlowerExample.of(new FlowerGenerator(SIDE, SIDE), species, GREY, seed, number);
  }

  private static double share(FlowerExample example, int value) {
    int found = 0;
    for (byte c : example.classes().bytes()) {
      found += (c & 255) == value ? 1 : 0;
    }
    return found / (double) (SIDE * SIDE);
  }

  @ParameterizedTest
  @EnumSource
  void everySpeciesIsSeen(Species species) {
    for (int number = 1; number <= 3; number++) {
      FlowerExample example = example(species, 5, number);
      assertThat(example.image()).hasToString("48x48x3 uint8 HWC");
      assertThat(share(example, 1)).as("%s, %d", species, number).isBetween(0.03, 0.7);
      assertThat(share(example, 0)).isGreaterThan(0.15);
      assertThat(share(example, 1) + share(example, 0) + share(example, 255))
          .isCloseTo(1, within(1e-9));
    }
  }

  /** Where nothing is drawn the background is as it was; what is flower is not. */
  @Test
  void theMaskIsTheDrawing() {
    FlowerExample example = example(Species.TULIP, 1, 1);
    int plain = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      boolean untouched = true;
      for (int c = 0; c < 3; c++) {
        untouched &= (example.image().bytes()[3 * i + c] & 255) == 100;
      }
      int truth = example.classes().bytes()[i] & 255;
      assertThat(untouched && truth == 1).as("pixel %d", i).isFalse();
      plain += untouched ? 1 : 0;
    }
    assertThat(plain).isGreaterThan(SIDE * SIDE / 5);
  }

  /** The band lies along every outline: flower and background never touch. */
  @Test
  void theTrimapIsSilentAlongOutlines() {
    byte[] classes = example(Species.SUNFLOWER, 2, 9).classes().bytes();
    for (int i = 0; i < classes.length - SIDE - 1; i++) {
      for (int neighbour : new int[] {i + 1, i + SIDE, i + SIDE + 1}) {
        boolean wraps = i % SIDE == SIDE - 1 && neighbour != i + SIDE;
        assertThat(!wraps && classes[i] + classes[neighbour] == 1).isFalse();
      }
    }
  }

  @Test
  void equalSeedsMakeEqualPictures() {
    byte[] first = example(Species.PANSY, 3, 7).image().bytes();
    assertThat(example(Species.PANSY, 3, 7).image().bytes()).isEqualTo(first);
    assertThat(example(Species.PANSY, 4, 7).image().bytes()).isNotEqualTo(first);
    assertThat(example(Species.PANSY, 3, 8).image().bytes()).isNotEqualTo(first);
  }

  @Test
  void sizesAreChecked() {
    assertThatThrownBy(() -> new FlowerGenerator(31, 99)).hasMessageContaining("sides from 32");
  }
}
