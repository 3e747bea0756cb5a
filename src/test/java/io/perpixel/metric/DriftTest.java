package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final DatasetStatistics.Shape SHAPE = new DatasetStatistics.Shape(16, 16, 3, true);

  /** Noisy images of a mean brightness. */
  private static DatasetStatistics add(
      DatasetStatistics to, int images, double brightness, int label, Random random) {
    for (int i = 0; i < images; i++) {
      byte[] data = new byte[16 * 16 * 3];
      double own = brightness + 20 * random.nextGaussian();
      for (int at = 0; at < data.length; at++) {
        data[at] = (byte) Math.max(0, Math.min(255, own + 15 * random.nextGaussian()));
      }
      to.addImage(SHAPE, data);
      to.addFacts("train", label);
    }
    return to;
  }

  private static double most(List<Drift.Shift> shifts, String part) {
    return shifts.stream()
        .filter(shift -> shift.part().equals(part))
        .mapToDouble(Drift.Shift::index)
        .max()
        .orElse(Double.NaN);
  }

  @Test
  void anIndexByHand() {
    Map<String, Long> p = Map.of("a", 5000L, "b", 5000L);
    Map<String, Long> q = Map.of("a", 2500L, "b", 7500L);
    // (0.25 - 0.5) ln(0.5) + (0.75 - 0.5) ln(1.5), less (1 + 1.645 sqrt(2)) (1/10000 + 1/10000)
    assertThat(Drift.index(new TreeMap<>(p), 10000, new TreeMap<>(q), 10000))
        .isCloseTo(0.274653 - 0.000665, within(1e-6));
    assertThat(Drift.index(new TreeMap<>(p), 10000, new TreeMap<>(p), 10000)).isZero();
    assertThat(Drift.index(new TreeMap<>(), 0, new TreeMap<>(), 0)).isZero();
    // No image is no evidence; many without a count are.
    assertThat(Drift.index(new TreeMap<>(p), 10000, new TreeMap<>(), 0)).isZero();
    assertThat(Drift.index(new TreeMap<>(p), 10000, new TreeMap<>(), 10000)).isBetween(1.0, 20.0);
  }

  @Test
  void moreOfTheSameIsNoDrift() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      DatasetStatistics before = add(new DatasetStatistics(), 200, 120, 7, random);
      DatasetStatistics after = add(new DatasetStatistics(), 0, 0, 0, random).merge(before);
      add(after, 40, 120, 7, random);
      List<Drift.Shift> shifts = Drift.between(before, after);
      assertThat(most(shifts, Drift.ALL)).as("seed %d: %s", seed, shifts).isLessThan(0.05);
      assertThat(most(shifts, Drift.NEW)).as("seed %d: %s", seed, shifts).isLessThan(0.25);
    }
  }

  @Test
  void oneDarkNightIsSeenAmongManyDays() {
    Random random = new Random(1);
    DatasetStatistics before = add(new DatasetStatistics(), 1000, 140, 7, random);
    DatasetStatistics after = new DatasetStatistics().merge(before);
    add(after, 30, 30, 7, random);
    List<Drift.Shift> shifts = Drift.between(before, after);
    assertThat(most(shifts, Drift.ALL)).isLessThan(0.25);
    assertThat(most(shifts, Drift.NEW)).isGreaterThan(1);
    assertThat(shifts.get(0).part()).isEqualTo(Drift.NEW);
    assertThat(shifts).isSortedAccordingTo((a, b) -> Double.compare(b.index(), a.index()));
  }

  @Test
  void otherClassesAreDrift() {
    Random random = new Random(2);
    DatasetStatistics before = add(new DatasetStatistics(), 100, 140, 7, random);
    DatasetStatistics after = add(new DatasetStatistics(), 100, 140, 3, random);
    assertThat(Drift.between(before, after).get(0).of()).isEqualTo("class of image");
    // Nothing of the earlier ones is left, so there is no "new" part to look at.
    assertThat(most(Drift.between(before, after), Drift.NEW)).isNaN();
  }
}
