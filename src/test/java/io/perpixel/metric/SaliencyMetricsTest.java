package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The six metrics: golden values, values by hand, and what is left of them at the edges. */
final class SaliencyMetricsTest {
  private static final double[] RAMP = {0.1, 0.2, 0.3, 0.4};
  private static final double[] FLAT = {0.5, 0.5, 0.5, 0.5};
  private static final double[] ZERO = new double[4];

  private static Npy golden(String name) throws IOException {
    return Npy.read(Npy.golden("metric/" + name + ".npy"));
  }

  private static double value(String name) throws IOException {
    return golden(name).doubles()[0];
  }

  private static int[] fixated() throws IOException {
    byte[] map = golden("fixations").bytes();
    return IntStream.range(0, map.length).filter(i -> map[i] != 0).toArray();
  }

  private static int[][] splits() throws IOException {
    int[] flat = golden("other_fixations").ints();
    int[] shape = golden("other_fixations").shape();
    return IntStream.range(0, shape[0])
        .mapToObj(row -> Arrays.copyOfRange(flat, row * shape[1], (row + 1) * shape[1]))
        .toArray(int[][]::new);
  }

  @Test
  void goldenValues() throws IOException {
    double[] saliency = golden("saliency").doubles();
    double[] density = golden("density").doubles();
    assertThat(AucJudd.score(saliency, fixated())).isCloseTo(value("auc_judd"), within(1e-12));
    assertThat(ShuffledAuc.score(saliency, fixated(), splits()))
        .isCloseTo(value("sauc"), within(1e-12));
    assertThat(Nss.score(saliency, fixated())).isCloseTo(value("nss"), within(1e-12));
    assertThat(LinearCorrelation.score(saliency, density)).isCloseTo(value("cc"), within(1e-12));
    assertThat(Similarity.score(saliency, density)).isCloseTo(value("sim"), within(1e-12));
    assertThat(KlDivergence.score(saliency, density)).isCloseTo(value("kl"), within(1e-12));
  }

  @Test
  void goldenValuesThroughTheSums() throws IOException {
    SaliencyScores scores = new SaliencyScores();
    scores.add(golden("saliency").doubles(), golden("density").doubles(), fixated(), splits());
    for (SaliencyMetric metric : SaliencyMetric.values()) {
      assertThat(scores.mean(metric)).isCloseTo(value(metric.label()), within(1e-12));
    }
  }

  /** At 0.4 one of two hits, no false alarm; at 0.2 both, and one of the two others. */
  @Test
  void aucJuddByHand() {
    assertThat(AucJudd.score(RAMP, new int[] {3, 1})).isEqualTo(0.875);
    assertThat(AucJudd.score(RAMP, new int[] {3, 2})).isEqualTo(1);
    assertThat(AucJudd.score(RAMP, new int[] {0})).as("straight to (1, 1)").isEqualTo(0.5);
    assertThat(AucJudd.score(RAMP, new int[] {1, 3, 3, 1})).as("repeated").isEqualTo(0.875);
  }

  @Test
  void aucJuddCountsTiesHalf() {
    assertThat(AucJudd.score(new double[] {1, 1, 0, 0}, new int[] {0}))
        .isCloseTo(5 / 6.0, within(1e-15));
    assertThat(AucJudd.score(FLAT, new int[] {0, 2})).isEqualTo(0.5);
  }

  /** Of the ranks, with the other pixels lowered to the next threshold, if there is one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aucJuddIsTheMannWhitneyStatistic(long seed) {
    Random random = new Random(seed);
    double[] map = random.ints(200, 0, 20).mapToDouble(v -> v / 20.0).toArray();
    int[] fixated = random.ints(15, 0, 200).distinct().toArray();
    double wins = 0;
    int pairs = 0;
    for (int f : fixated) {
      for (int o = 0; o < map.length; o++) {
        int other = o;
        if (Arrays.stream(fixated).noneMatch(i -> i == other)) {
          double lowered =
              Arrays.stream(fixated)
                  .mapToDouble(i -> map[i])
                  .filter(t -> t <= map[other])
                  .max()
                  .orElse(-1);
          wins += map[f] > lowered ? 1 : map[f] == lowered ? 0.5 : 0;
          pairs++;
        }
      }
    }
    assertThat(AucJudd.score(map, fixated)).isCloseTo(wins / pairs, within(1e-12));
    double[] risen = Arrays.stream(map).map(v -> Math.exp(5 * v) - 3).toArray();
    assertThat(AucJudd.score(risen, fixated)).isEqualTo(AucJudd.score(map, fixated));
  }

  /** Scaled to 0, 1/3, 2/3, 1: only whole tenths are thresholds, and 1.0 is one of them. */
  @Test
  void shuffledAucByHand() {
    int[][] splits = {{0, 1}, {2, 3}};
    assertThat(ShuffledAuc.score(RAMP, new int[] {3, 2}, splits)).isEqualTo((1 + 0.5) / 2);
    assertThat(ShuffledAuc.score(RAMP, new int[] {0}, splits)).isEqualTo((0.25 + 0) / 2);
    assertThat(ShuffledAuc.score(FLAT, new int[] {0}, splits)).isEqualTo(0.5);
    // 0.61 and 0.69 lie between the same thresholds.
    double[] close = {0, 0.61, 0.69, 1};
    assertThat(ShuffledAuc.score(close, new int[] {2}, new int[][] {{1}})).isEqualTo(0.5);
  }

  @Test
  void nssByHand() {
    double deviation = Math.sqrt((1 + 1 + 1 + 9) / 3.0);
    double[] map = {0, 0, 0, 4};
    assertThat(Nss.score(map, new int[] {3})).isCloseTo(3 / deviation, within(1e-15));
    assertThat(Nss.score(map, new int[] {3, 0})).isCloseTo(1 / deviation, within(1e-15));
  }

  @Test
  void distributionsByHand() {
    double[] truth = {0, 0, 0, 1};
    double[] ramp = {0, 1, 2, 3};
    assertThat(Similarity.score(ramp, truth)).isEqualTo(0.5);
    assertThat(Similarity.score(ramp, ramp)).isEqualTo(1);
    assertThat(KlDivergence.score(ramp, truth)).isCloseTo(Math.log(2), within(1e-12));
    assertThat(KlDivergence.score(ramp, ramp)).isCloseTo(0, within(1e-12));
    assertThat(LinearCorrelation.score(ramp, ramp)).isCloseTo(1, within(1e-15));
    assertThat(LinearCorrelation.score(ramp, new double[] {3, 2, 1, 0}))
        .isCloseTo(-1, within(1e-15));
    double[] tiny = Arrays.stream(ramp).map(v -> v * 1e-160).toArray();
    assertThat(LinearCorrelation.score(tiny, ramp)).as("underflow").isCloseTo(1, within(1e-12));
  }

  @Test
  void aConstantPredictionScoresAsChance() {
    double[] truth = {0, 0, 0, 1};
    for (double[] constant : new double[][] {FLAT, ZERO}) {
      assertThat(AucJudd.score(constant, new int[] {3})).isEqualTo(0.5);
      assertThat(Nss.score(constant, new int[] {3})).isZero();
      assertThat(LinearCorrelation.score(constant, truth)).isZero();
      assertThat(Similarity.score(constant, truth)).isEqualTo(0.25);
      assertThat(KlDivergence.score(constant, truth)).isCloseTo(Math.log(4), within(1e-12));
    }
  }

  @Test
  void anEmptyTruthIsNotAvailable() {
    assertThat(LinearCorrelation.score(RAMP, ZERO)).isNaN();
    assertThat(Similarity.score(RAMP, ZERO)).isNaN();
    assertThat(KlDivergence.score(RAMP, ZERO)).isNaN();
    assertThat(AucJudd.score(RAMP, new int[0])).isNaN();
    assertThat(AucJudd.score(RAMP, new int[] {0, 1, 2, 3})).as("no other pixel").isNaN();
    assertThat(Nss.score(RAMP, new int[0])).isNaN();
    assertThat(ShuffledAuc.score(RAMP, new int[0], new int[][] {{1}})).isNaN();
    assertThat(ShuffledAuc.score(RAMP, new int[] {1}, new int[0][])).isNaN();
    assertThat(ShuffledAuc.score(RAMP, new int[] {1}, new int[][] {{}})).isNaN();
  }

  @Test
  void wrongInputIsNamed() {
    double[] broken = {0, Double.NaN, 0, 1};
    assertThatThrownBy(() -> AucJudd.score(broken, new int[] {0}))
        .hasMessage("the predicted map is NaN at pixel 1: expected finite values");
    assertThatThrownBy(() -> LinearCorrelation.score(RAMP, broken))
        .hasMessageContaining("the true map is NaN");
    assertThatThrownBy(() -> Nss.score(RAMP, new int[] {4})).hasMessageContaining("pixel 4");
    assertThatThrownBy(() -> ShuffledAuc.score(RAMP, new int[] {0}, new int[][] {{-1}}))
        .hasMessageContaining("pixel -1");
    assertThatThrownBy(() -> KlDivergence.score(new double[] {-1, 0, 0, 0}, RAMP))
        .hasMessageContaining("-1.0 at pixel 0");
    assertThatThrownBy(() -> Similarity.score(new double[3], RAMP))
        .hasMessageContaining("3 pixels, the true one 4");
    assertThatThrownBy(() -> Nss.score(new double[0], new int[0]))
        .hasMessageContaining("no pixels");
  }
}
