package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.FixationPoints;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import io.perpixel.metric.FixationPool;
import io.perpixel.metric.LinearCorrelation;
import io.perpixel.metric.Scores;
import io.perpixel.nn.kernel.BceKind;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.model.SaliencyNet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Models whose targets are maps, through the plain loop. */
class MapTrainingTest {
  private static SaliencyNet spec(BceKind loss) {
    return new SaliencyNet(List.of(2, 3, 3, 4, 4), 2, loss);
  }

  private static Replica replica(SaliencyNet spec, int pieces) {
    ComputationGraph graph = new ComputationGraph(spec.configuration(new TorchAdam(0.003), 1));
    graph.init();
    return new Replica(graph, spec, Stages.parse(spec.inputStages()), 1, pieces);
  }

  /** Noise with a bright left half, which is where people looked. */
  private static List<Example> examples(int count, boolean floats) {
    Random random = new Random(2);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              byte[] rgb = new byte[32 * 32 * 3];
              byte[] map = new byte[32 * 32];
              float[] same = new float[map.length];
              for (int p = 0; p < map.length; p++) {
                boolean left = p % 32 < 16;
                map[p] = (byte) (left ? 204 : 51);
                same[p] = (map[p] & 0xff) / 255f;
                for (int c = 0; c < 3; c++) {
                  rgb[3 * p + c] = (byte) (random.nextInt(100) + (left ? 150 : 0));
                }
              }
              return new Example(
                  "e" + i,
                  Raster.uint8(32, 32, 3, Layout.HWC, rgb),
                  floats
                      ? Raster.float32(32, 32, 1, Layout.HWC, same)
                      : Raster.uint8(32, 32, 1, Layout.HWC, map),
                  i % 2 == 0 ? null : new FixationPoints(new int[] {i, 3, 2, i}, 32, 32));
            })
        .toList();
  }

  @Test
  void learnsAndReportsTheSaliencyMetrics() {
    List<Example> data = examples(8, false);
    PlainLoop loop =
        new PlainLoop(replica(spec(BceKind.POOLED), 1), data, data, EpochPlan.plain(4, 1));
    Scores before = loop.validate();
    double first = loop.trainEpoch(1, StepListener.NONE);
    double last = first;
    for (int epoch = 2; epoch <= 30; epoch++) {
      last = loop.trainEpoch(epoch, StepListener.NONE);
    }
    Scores after = loop.validate();
    assertThat(last).isLessThan(first - 0.05);
    assertThat(after.meanLoss()).isLessThan(before.meanLoss() - 0.05);
    assertThat(after.images()).isEqualTo(8);
    assertThat(after.metrics().keySet())
        .containsExactly("cc", "sim", "kl", "nss", "auc_judd", "sauc");
    assertThat(after.metrics().get("cc")).isGreaterThan(0.8);
    assertThat(after.figures()).containsEntry("images_with_nss", 4L);
  }

  /** Each image for itself, from probabilities: as the graph's own loss on logits. */
  @ParameterizedTest
  @EnumSource(BceKind.class)
  void validationLossIsTheLossThatIsTrained(BceKind kind) {
    List<Example> data = examples(3, false);
    Replica replica = replica(spec(kind), 1);
    Scorer scorer = new Scorer(replica, new FixationPool());
    scorer.add(data);
    double sum = 0;
    for (Example example : data) {
      BatchBuilder batch =
          new BatchBuilder(replica.model(), Stages.parse(replica.model().inputStages()));
      batch.fill(List.of(example));
      replica.graph().setInputs(batch.images());
      replica.graph().setLabels(batch.labels());
      replica.graph().computeGradientAndScore();
      sum += replica.graph().score();
    }
    assertThat(scorer.scores().meanLoss()).isCloseTo(sum / 3, within(2e-6));
  }

  @Test
  void storedAsBytesOrAsFloatsTargetsAreTheSame() {
    float[][] parameters = new float[2][];
    for (int i = 0; i < 2; i++) {
      List<Example> data = examples(4, i == 1);
      Replica replica = replica(spec(BceKind.POOLED), 1);
      PlainLoop loop = new PlainLoop(replica, data, data, EpochPlan.plain(2, 1));
      loop.trainEpoch(1, StepListener.NONE);
      parameters[i] = HostMemory.copyOfFloats(replica.graph().params());
    }
    assertThat(parameters[1]).isEqualTo(parameters[0]);
  }

  /** The model has no batch norm: batch 8 is eight times one. */
  @Test
  void accumulatedIsTheJointBatch() {
    List<Example> data = examples(11, false);
    float[][] parameters = new float[2][];
    for (int i = 0; i < 2; i++) {
      Replica replica = replica(spec(BceKind.POOLED), i == 0 ? 1 : 8);
      PlainLoop loop = new PlainLoop(replica, data, data, EpochPlan.plain(8, 1));
      loop.trainEpoch(1, StepListener.NONE);
      parameters[i] = HostMemory.copyOfFloats(replica.graph().params());
    }
    for (int p = 0; p < parameters[0].length; p++) {
      assertThat(parameters[1][p]).isCloseTo(parameters[0][p], within(1e-5f));
    }
  }

  @Test
  void predictsMapsThatCorrelate() {
    Replica replica = replica(spec(BceKind.BCE), 1);
    List<Example> data = examples(2, false);
    List<Raster> maps = new MapPredictor(replica).predict(data);
    INDArray output = replica.output(data);
    assertThat(maps).hasSize(2);
    for (int i = 0; i < 2; i++) {
      float[] map = maps.get(i).floats();
      assertThat(map[37]).isEqualTo(output.getFloat(i, 1, 5, 0)).isBetween(0f, 1f);
      double[] wide = new double[map.length];
      for (int p = 0; p < map.length; p++) {
        wide[p] = map[p];
      }
      assertThat(LinearCorrelation.score(wide, wide)).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void targetsOutsideTheRangeAreRefusedByName() {
    Example good = examples(1, true).get(0);
    float[] values = new float[32 * 32];
    values[5] = 1.5f;
    Example bad = new Example("bad", good.image(), Raster.float32(32, 32, 1, Layout.HWC, values));
    SaliencyNet spec = spec(BceKind.POOLED);
    BatchBuilder batch = new BatchBuilder(spec, Stages.parse(spec.inputStages()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.fill(List.of(good, bad)))
        .withMessageContaining("bad: the target is 1.5 at pixel 5, expected values from 0 to 1");
    Scorer scorer = new Scorer(replica(spec, 1), new FixationPool());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scorer.add(List.of(new Example("none", good.image(), null))))
        .withMessageContaining("none has no target");
  }
}
