package io.perpixel.palette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class KMeansTest {
  private static double[][] rows(double[] flat) {
    double[][] rows = new double[flat.length / 3][];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = Arrays.copyOfRange(flat, 3 * k, 3 * k + 3);
    }
    return rows;
  }

  private static ColourHistogram histogram(byte[] pixels) {
    ColourHistogram histogram = new ColourHistogram();
    histogram.addPixels(pixels);
    return histogram;
  }

  /** Pixels around a few colours, as in photographs, with a background of noise. */
  private static byte[] photograph(long seed, int n) {
    Random random = new Random(seed);
    byte[] pixels = new byte[3 * n];
    double[] base = random.doubles(15, 0, 255).toArray();
    for (int i = 0; i < n; i++) {
      int blob = random.nextInt(5);
      for (int axis = 0; axis < 3; axis++) {
        double value =
            i % 10 == 0 ? random.nextInt(256) : base[3 * blob + axis] + 25 * random.nextGaussian();
        pixels[3 * i + axis] = (byte) Math.round(Math.min(255, Math.max(0, value)));
      }
    }
    return pixels;
  }

  private static double[][] someCentres(long seed, int k) {
    return rows(new Random(seed).doubles(3L * k, 0, 255).toArray());
  }

  @Test
  void golden() throws IOException {
    ColourHistogram histogram = histogram(Npy.read(Npy.golden("palette/pixels.npy")).bytes());
    double[][] init = rows(Npy.read(Npy.golden("palette/init.npy")).doubles());
    double[][] expected = rows(Npy.read(Npy.golden("palette/centres.npy")).doubles());
    double inertia = Npy.read(Npy.golden("palette/inertia.npy")).doubles()[0];

    KMeans.Result result = KMeans.rgb().fit(histogram, init);

    assertThat(result.converged()).isTrue();
    assertThat(result.inertia()).isCloseTo(inertia, within(1e-9 * inertia));
    for (int k = 0; k < expected.length; k++) {
      assertThat(result.centres()[k]).containsExactly(expected[k], within(1e-9));
    }
  }

  @Test
  void twoClustersByHand() {
    ColourHistogram histogram = new ColourHistogram();
    histogram.add(0x000000, 3);
    histogram.add(0x040000, 1);
    histogram.add(0xffffff, 2);
    KMeans.Result result =
        KMeans.rgb().fit(histogram, new double[][] {{200, 200, 200}, {10, 10, 10}});
    assertThat(result.centres()).isDeepEqualTo(new double[][] {{255, 255, 255}, {1, 0, 0}});
    assertThat(result.inertia()).isEqualTo(3 * 1 + 9);
    assertThat(result.iterations()).isEqualTo(2);
  }

  /** The same partition as an exhaustive comparison on the pixels, after any number of steps. */
  @ParameterizedTest
  @CsvSource({
    "1, 3000, 1, 5",
    "2, 3000, 2, 7",
    "3, 5000, 24, 1",
    "4, 5000, 24, 9",
    "5, 20000, 64, 30",
    "6, 400, 200, 12",
    "7, 20000, 255, 4"
  })
  void equalsExhaustiveLloyd(long seed, int n, int k, int steps) {
    ColourHistogram histogram = histogram(photograph(seed, n));
    double[][] init = someCentres(seed, k);
    KMeans.Result result = new KMeans(ColourDistance.RGB, 0, steps).fit(histogram, init);

    ExhaustiveLloyd expected = new ExhaustiveLloyd(histogram, init);
    expected.run(steps);

    for (int c = 0; c < k; c++) {
      assertThat(result.centres()[c]).containsExactly(expected.centres[c], within(1e-9));
    }
    assertThat(result.inertia()).isCloseTo(expected.inertia(), within(1e-9 * expected.inertia()));
  }

  @ParameterizedTest
  @EnumSource(ColourDistance.class)
  void sameBitsOnAnyNumberOfThreads(ColourDistance distance) throws Exception {
    ColourHistogram histogram = histogram(photograph(11, 50_000));
    KMeans.Result[] results = new KMeans.Result[3];
    for (int i = 0; i < results.length; i++) {
      ForkJoinPool pool = new ForkJoinPool(1 + 3 * i);
      results[i] = pool.submit(() -> KMeans.of(distance).fit(histogram, 12, 5)).get();
      pool.shutdown();
    }
    assertThat(results[0].converged()).isTrue();
    for (KMeans.Result result : results) {
      assertThat(result.centres()).isDeepEqualTo(results[0].centres());
      assertThat(result.inertia()).isEqualTo(results[0].inertia());
    }
  }

  @Test
  void aSeedChoosesTheStart() {
    ColourHistogram histogram = histogram(photograph(12, 5000));
    KMeans.Result first = KMeans.rgb().fit(histogram, 20, 1);
    assertThat(KMeans.rgb().fit(histogram, 20, 1).centres()).isDeepEqualTo(first.centres());
    assertThat(KMeans.rgb().fit(histogram, 20, 2).inertia()).isNotEqualTo(first.inertia());
    double poor = KMeans.rgb().fit(histogram, someCentres(3, 20)).inertia();
    assertThat(first.inertia()).isLessThan(1.1 * poor);
  }

  @Test
  void toleranceStopsEarlierAtAlmostTheSameObjective() {
    ColourHistogram histogram = histogram(photograph(13, 20_000));
    double[][] init = someCentres(13, 24);
    KMeans.Result exact = KMeans.rgb().fit(histogram, init);
    KMeans.Result early = new KMeans(ColourDistance.RGB, 1e-3, 1000).fit(histogram, init);
    assertThat(early.converged()).isTrue();
    assertThat(early.iterations()).isLessThan(exact.iterations());
    assertThat(early.inertia()).isBetween(exact.inertia(), 1.05 * exact.inertia());
    KMeans.Result cut = new KMeans(ColourDistance.RGB, 0, 2).fit(histogram, init);
    assertThat(cut.converged()).isFalse();
    assertThat(cut.iterations()).isEqualTo(2);
  }

  /** All centres start on one spot: all but the first are empty and take the farthest points. */
  @Test
  void emptyClustersTakeTheFarthestPoints() {
    ColourHistogram histogram = new ColourHistogram();
    histogram.add(0x000000, 5);
    histogram.add(0x0a0000, 7);
    histogram.add(0x640000, 1);
    double[][] init = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
    KMeans.Result first = new KMeans(ColourDistance.RGB, 0, 1).fit(histogram, init);
    assertThat(first.centres()).isDeepEqualTo(new double[][] {{0, 0, 0}, {100, 0, 0}, {10, 0, 0}});
    assertThat(first.inertia()).isZero();

    KMeans.Result many = KMeans.rgb().fit(histogram(photograph(14, 2000)), new double[255][3]);
    assertThat(many.converged()).isTrue();
    assertThat(Arrays.stream(many.centres()).map(Arrays::toString)).doesNotHaveDuplicates();
  }

  @Test
  void asManyColoursAsThereAreGiveThoseColours() {
    ColourHistogram histogram = histogram(photograph(15, 60));
    KMeans.Result result = KMeans.rgb().fit(histogram, histogram.distinct(), 0);
    assertThat(result.inertia()).isZero();
    assertThatThrownBy(() -> KMeans.rgb().fit(histogram, histogram.distinct() + 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only " + histogram.distinct());
  }

  @Test
  void labSeparatesWhatRgbDoesNot() {
    // Two dark colours, 30 apart in RGB, and two bright ones, 42 apart but alike to the eye.
    ColourHistogram histogram = new ColourHistogram();
    histogram.add(0x000000, 10);
    histogram.add(0x1e0000, 10);
    histogram.add(0xffff00, 10);
    histogram.add(0xffff2a, 10);
    double[][] init = {{0, 0, 0}, {30, 0, 0}, {255, 255, 21}};
    double rgb = KMeans.rgb().fit(histogram, init).inertia();
    KMeans.Result lab = KMeans.of(ColourDistance.LAB).fit(histogram, init);
    assertThat(rgb).isEqualTo(20 * 21 * 21);
    assertThat(lab.centres()[0]).containsExactly(new double[] {0, 0, 0}, within(1e-3));
    assertThat(lab.centres()[1]).containsExactly(new double[] {30, 0, 0}, within(1e-3));
    double[] a = new double[3];
    double[] b = new double[3];
    CieLab.fromRgb(255, 255, 0, a);
    CieLab.fromRgb(255, 255, 42, b);
    double apart = 0;
    for (int axis = 0; axis < 3; axis++) {
      apart += (a[axis] - b[axis]) * (a[axis] - b[axis]);
    }
    assertThat(lab.inertia()).isCloseTo(20 * apart / 4, within(0.01 * apart));
  }

  @Test
  void badInputIsNamed() {
    ColourHistogram one = histogram(new byte[3]);
    assertThatThrownBy(() -> KMeans.rgb().fit(new ColourHistogram(), 1, 0))
        .hasMessageContaining("histogram is empty");
    assertThatThrownBy(() -> KMeans.rgb().fit(one, 0, 0)).hasMessageContaining("at least 1");
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e300}) {
      assertThatThrownBy(() -> KMeans.rgb().fit(one, new double[][] {{1, 2, bad}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Row 0 of the initial centres is [1.0, 2.0, ");
    }
    assertThatThrownBy(() -> KMeans.rgb().fit(one, new double[][] {{1, 2}}))
        .hasMessageContaining("[1.0, 2.0]");
    assertThatThrownBy(() -> KMeans.rgb().fit(one, new double[0][]))
        .hasMessageContaining("at least one row");
    assertThatThrownBy(() -> new KMeans(ColourDistance.RGB, Double.NaN, 1))
        .hasMessageContaining("NaN");
    ColourHistogram huge = new ColourHistogram();
    huge.add(5, Long.MAX_VALUE);
    assertThatThrownBy(() -> KMeans.rgb().fit(huge, 1, 0)).hasMessageContaining("exact sums");
  }
}
