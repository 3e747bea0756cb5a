package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import io.perpixel.metric.PixelScores;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.train.Augmentation;
import io.perpixel.train.DivergedException;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.Example;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.Replica;
import io.perpixel.train.StepListener;
import io.perpixel.train.TorchAdam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Distributed training against the plain loop. */
class SparkLoopIT {
  private static final ColourNet SPEC = new ColourNet(true, 3, 4, 5, 1);
  private static final String STAGES = "grey,to-tensor=256";
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = SparkSessions.open("SparkLoopIT", Map.of("spark.master", "local[2]"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static List<Example> examples(int count) {
    Random random = new Random(5);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[8 * 12 * 3];
      random.nextBytes(rgb);
      byte[] labels = new byte[8 * 12];
      for (int p = 0; p < labels.length; p++) {
        labels[p] = (byte) ((rgb[3 * p] & 0xff) / 52);
      }
      examples.add(
          new Example(
              "e%04d".formatted(i),
              Raster.uint8(8, 12, 3, Layout.HWC, rgb),
              Raster.uint8(8, 12, 1, Layout.HWC, labels)));
    }
    return examples;
  }

  private static ComputationGraph graph(IUpdater updater, boolean batchNormTrains) {
    ComputationGraphConfiguration conf = SPEC.configuration(updater, 7);
    if (!batchNormTrains) {
      conf.getVertices().values().stream()
          .filter(LayerVertex.class::isInstance)
          .map(v -> ((LayerVertex) v).getLayerConf().getLayer())
          .filter(BatchNorm.class::isInstance)
          .forEach(l -> ((BatchNorm) l).inInferenceMode());
    }
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    return graph;
  }

  private static float[] plain(ComputationGraph graph, List<Example> data, int batch, int epochs) {
    Replica replica = new Replica(graph, SPEC, Stages.parse(STAGES), 1);
    PlainLoop loop = new PlainLoop(replica, data, data, EpochPlan.plain(batch, 11));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      loop.trainEpoch(epoch, StepListener.NONE);
    }
    return HostMemory.copyOfFloats(graph.params());
  }

  private static float[] distributed(
      ComputationGraph graph,
      List<Example> data,
      int workers,
      int batch,
      int averaging,
      int epochs,
      int slices) {
    JavaSparkContext sc = new JavaSparkContext(spark.sparkContext());
    ParameterAveraging master =
        new ParameterAveraging(new ReplicaSpec(SPEC, STAGES, graph, "auto", 1, 1), averaging);
    try (SparkLoop loop =
        new SparkLoop(
            sc,
            master,
            graph,
            sc.parallelize(data, slices),
            () -> new PixelScores(5),
            new EpochPlan(workers, batch, 11, Augmentation.NONE))) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        loop.trainEpoch(epoch, StepListener.NONE);
      }
    }
    return HostMemory.copyOfFloats(graph.params());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 2", "100, 3"})
  void oneWorkerIsThePlainLoopToTheBit(int averaging, int slices) {
    List<Example> data = examples(50);
    float[] plain = plain(graph(new TorchAdam(0.01), true), data, 8, 3);
    float[] spark = distributed(graph(new TorchAdam(0.01), true), data, 1, 8, averaging, 3, slices);
    assertThat(spark).isEqualTo(plain);
  }

  /** The last joint batch is uneven: 50 = 3 x 12 + 14 examples for three workers of four. */
  @ParameterizedTest
  @CsvSource({"2, 6", "3, 4"})
  void averagedEveryStepWithSgdIsTheJointBatch(int workers, int batch) {
    List<Example> data = examples(50);
    float[] joint = plain(graph(new Sgd(0.1), false), data, workers * batch, 2);
    float[] averaged = distributed(graph(new Sgd(0.1), false), data, workers, batch, 1, 2, 3);
    for (int i = 0; i < joint.length; i++) {
      assertThat(averaged[i]).as("parameter %d", i).isCloseTo(joint[i], within(1e-5f));
    }
    assertThat(joint).isNotEqualTo(HostMemory.copyOfFloats(graph(new Sgd(0.1), false).params()));
  }

  @Test
  void theSameSeedGivesTheSameModelWhereverPartitionsLie() {
    List<Example> data = examples(40);
    float[] first = distributed(graph(new TorchAdam(0.01), true), data, 2, 5, 2, 2, 2);
    float[] second = distributed(graph(new TorchAdam(0.01), true), data, 2, 5, 2, 2, 5);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void moreWorkersThanExamplesLeavesTheRestOut() {
    List<Example> data = examples(3);
    float[] parameters = distributed(graph(new TorchAdam(0.01), true), data, 5, 4, 1, 1, 1);
    assertThat(parameters).doesNotContain(Float.NaN);
  }

  @Test
  void divergenceStopsWithEpochAndBatch() {
    List<Example> data = examples(40);
    assertThatThrownBy(() -> distributed(graph(new Sgd(1e30), false), data, 2, 5, 1, 3, 2))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("epoch 1, batch");
  }
}
