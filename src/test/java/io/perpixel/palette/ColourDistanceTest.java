package io.perpixel.palette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColourDistanceTest {
  /** Values of the common sRGB/D65 converters, rounded as they print them. */
  @ParameterizedTest
  @CsvSource({
    "255, 255, 255, 100, 0, 0",
    "0, 0, 0, 0, 0, 0",
    "255, 0, 0, 53.24, 80.09, 67.20",
    "0, 255, 0, 87.73, -86.18, 83.18",
    "0, 0, 255, 32.30, 79.19, -107.86",
    "119, 119, 119, 50.03, 0, 0"
  })
  void labOfKnownColours(double r, double g, double b, double l, double a, double bb) {
    double[] lab = new double[3];
    CieLab.fromRgb(r, g, b, lab);
    assertThat(lab[0]).isCloseTo(l, within(0.02));
    assertThat(lab[1]).isCloseTo(a, within(0.02));
    assertThat(lab[2]).isCloseTo(bb, within(0.02));
  }

  @Test
  void labAndBack() {
    Random random = new Random(1);
    double[] lab = new double[3];
    double[] back = new double[3];
    for (int i = 0; i < 10_000; i++) {
      double[] rgb = {
        random.nextDouble() * 255, random.nextDouble() * 255, random.nextDouble() * 255
      };
      ColourDistance.LAB.embed(rgb[0], rgb[1], rgb[2], lab);
      ColourDistance.LAB.toRgb(lab, back);
      assertThat(back).containsExactly(rgb, within(1e-4));
    }
  }

  /** Exact sums rest on this bound. */
  @Test
  void allColoursStayWithinTheBound() {
    double[] point = new double[3];
    for (ColourDistance distance : ColourDistance.values()) {
      for (int rgb = 0; rgb < ColourHistogram.COLOURS; rgb += rgb % 7 == 0 ? 13 : 6) {
        distance.embed(rgb, point);
        for (double x : point) {
          if (!(Math.abs(x) <= distance.largest) || x != Math.rint(x)) {
            throw new AssertionError(distance + " of " + rgb + " is " + x);
          }
        }
      }
      distance.embed(0x0000ff, point);
      assertThat(Math.abs(point[2])).isLessThanOrEqualTo(distance.largest);
    }
  }

  @Test
  void names() {
    assertThat(ColourDistance.of("lab")).isEqualTo(ColourDistance.LAB);
    assertThatThrownBy(() -> ColourDistance.of("hsv"))
        .hasMessage("Unknown colour distance \"hsv\": expected rgb or lab.");
  }
}
