package io.perpixel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Cases that were reckoned by hand. */
class CostModelTest {
  private static final StepTimes STEADY = new NormalSteps(0.1, 0);

  private static ClusterCosts costs(StepTimes alone, StepTimes together, int measured) {
    return new ClusterCosts(
        alone,
        together,
        measured,
        1000,
        new Line(0.01, 0.002),
        new Line(0.05, 0.001),
        0.003,
        4000,
        0.5,
        1e-4,
        OptionalDouble.empty());
  }

  /** 1000 images by 2 replicas of 50: 10 steps; k = 4: rounds of 4, 4 and 2 steps. */
  @Test
  void anEpochIsItsStepsItsRoundsAndWhatIsBeside() {
    CostModel model = new CostModel(costs(STEADY, STEADY, 1), 50, 1000);
    Prediction p = model.predict(2, 4);
    double epoch = 0.5 + 1e-4 * 500 + 10 * 0.1 + 3 * (0.01 + 2 * 0.002);
    assertThat(p.imagesPerSecond()).isCloseTo(1000 / epoch, within(1e-9));
    assertThat(model.ideal()).isCloseTo(500, within(1e-9));
    assertThat(p.efficiency()).isCloseTo(1000 / epoch / 1000, within(1e-9));
    assertThat(p.steps()).isCloseTo(0.4, within(1e-9));
    assertThat(p.crowding()).isZero();
    assertThat(p.waiting()).isCloseTo(0, within(1e-9));
    assertThat(p.exchange()).isCloseTo(0.014, within(1e-9));
    assertThat(p.driverBytes()).isEqualTo(2000);
    assertThat(p.jobs()).isFalse();
    assertThat(p.fewImages()).isFalse();
  }

  /** 930 images: the tenth step of 2 x 50 has 30 of 100, and takes 0.3 of its time. */
  @Test
  void theLastStepOfAnEpochMayBeSmaller() {
    Prediction p = new CostModel(costs(STEADY, STEADY, 1), 50, 930).predict(2, 20);
    double epoch = 0.5 + 1e-4 * 465 + 9.3 * 0.1 + 0.014;
    assertThat(p.imagesPerSecond()).isCloseTo(930 / epoch, within(1e-9));
  }

  @Test
  void anEpochSmallerThanOneJointMinibatchIsOneSmallStep() {
    Prediction p = new CostModel(costs(STEADY, STEADY, 1), 50, 40).predict(4, 1);
    double epoch = 0.5 + 1e-4 * 10 + 0.2 * 0.1 + 0.018;
    assertThat(p.imagesPerSecond()).isCloseTo(40 / epoch, within(1e-9));
    assertThat(p.fewImages()).isTrue();
  }

  /** States of 1000 bytes and messages of 4000: five replicas no longer fit. */
  @Test
  void moreThanAMessageHoldsMakesRoundsJobs() {
    CostModel model = new CostModel(costs(STEADY, STEADY, 1), 50, 1_000_000);
    assertThat(model.predict(4, 1).jobs()).isFalse();
    assertThat(model.predict(4, 1).exchange()).isCloseTo(0.018, within(1e-9));
    Prediction eight = model.predict(8, 1);
    assertThat(eight.jobs()).isTrue();
    assertThat(eight.exchange()).isCloseTo(0.05 + 8 * 0.001 + 4 * 0.003, within(1e-9));
  }

  /** Measured with three: two crowd one another half as much, four no more than three. */
  @Test
  void replicasThatShareAMachineSlowOneAnother() {
    CostModel model = new CostModel(costs(STEADY, new NormalSteps(0.14, 0), 3), 50, 1_000_000);
    assertThat(model.predict(1, 1).crowding()).isZero();
    assertThat(model.predict(2, 1).crowding()).isCloseTo(0.02, within(1e-9));
    assertThat(model.predict(3, 1).crowding()).isCloseTo(0.04, within(1e-9));
    assertThat(model.predict(100, 1).crowding()).isCloseTo(0.04, within(1e-9));
  }

  @Test
  void theSlowestIsWaitedFor() {
    StepTimes noisy = new NormalSteps(0.1, 0.01);
    CostModel model = new CostModel(costs(noisy, noisy, 1), 50, 1_000_000);
    assertThat(model.predict(1, 1).waiting()).isCloseTo(0, within(1e-6));
    assertThat(model.predict(2, 1).waiting()).isCloseTo(0.0056419, within(1e-6));
    assertThat(model.predict(2, 4).waiting()).isCloseTo(2 * 0.0056419, within(1e-6));
    Prediction thousand = model.predict(1000, 1);
    assertThat(thousand.waiting()).isCloseTo(0.032414, within(1e-5));
    assertThat(thousand.efficiency()).isLessThan(0.1);
  }

  @Test
  void averagingMoreRarelyCostsLess() {
    CostModel model = new CostModel(costs(STEADY, STEADY, 1), 50, 1_000_000);
    double before = 0;
    for (int k : new int[] {1, 2, 5, 20, 100}) {
      double speed = model.predict(4, k).imagesPerSecond();
      assertThat(speed).isGreaterThan(before);
      before = speed;
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new CostModel(costs(STEADY, STEADY, 1), 0, 10))
        .hasMessageContaining("batch 0");
    CostModel model = new CostModel(costs(STEADY, STEADY, 1), 1, 10);
    assertThatThrownBy(() -> model.predict(0, 1)).hasMessageContaining("0 replicas");
    assertThatThrownBy(() -> model.predict(1, 0)).hasMessageContaining("every 0 steps");
    assertThatThrownBy(() -> costs(STEADY, STEADY, 0)).hasMessageContaining("0 replicas");
    assertThatThrownBy(() -> new Line(-1, 0)).hasMessageContaining("-1.0 s");
  }

  @Test
  void aLineThroughPointsOnALine() {
    Line line = Line.through(Map.of(1, 0.012, 2, 0.014, 32, 0.074));
    assertThat(line.fixed()).isCloseTo(0.01, within(1e-9));
    assertThat(line.perReplica()).isCloseTo(0.002, within(1e-9));
    assertThat(line.at(10)).isCloseTo(0.03, within(1e-9));
  }

  @Test
  void neitherPartOfALineIsNegative() {
    assertThat(Line.through(Map.of(4, 0.02))).as("one point").isEqualTo(new Line(0, 0.005));
    Line falling = Line.through(Map.of(1, 0.02, 2, 0.01));
    assertThat(falling.perReplica()).isZero();
    assertThat(falling.fixed()).isBetween(0.01, 0.02);
    Line steep = Line.through(Map.of(1, 0.001, 2, 0.01));
    assertThat(steep.fixed()).isZero();
    assertThat(steep.perReplica()).isBetween(0.001, 0.005);
    assertThat(Line.through(Map.of(1, 0.0, 2, 0.0))).isEqualTo(new Line(0, 0));
  }
}
