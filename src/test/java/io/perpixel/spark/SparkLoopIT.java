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
import io.perpixel.train.AveragingSchedule;
import io.perpixel.train.DivergedException;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.EpochProgress;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.Replica;
import io.perpixel.train.StepListener;
import io.perpixel.train.TorchAdam;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Distributed training against the plain loop. */
class SparkLoopIT {
  static final ColourNet SPEC = new ColourNet(true, 3, 4, 5, 1);
  static final String STAGES = "grey,to-tensor=256";
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = SparkSessions.open("SparkLoopIT", Map.of("spark.master", "local[2]"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static List<Example> examples(int count) {
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

  static ComputationGraph graph(IUpdater updater, boolean batchNormTrains) {
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
    ParameterAveraging master = new ParameterAveraging(spec(graph), averaging);
    return distributed(
        spark, master, graph, data, workers, batch, epochs, slices, StepListener.NONE);
  }

  static ReplicaSpec spec(ComputationGraph graph) {
    return new ReplicaSpec(SPEC, STAGES, graph, "auto", 1, 1);
  }

  static float[] distributed(
      SparkSession spark,
      ParameterAveraging master,
      ComputationGraph graph,
      List<Example> data,
      int workers,
      int batch,
      int epochs,
      int slices,
      StepListener listener) {
    JavaSparkContext sc = new JavaSparkContext(spark.sparkContext());
    try (SparkLoop loop =
        new SparkLoop(
            sc,
            master,
            graph,
            sc.parallelize(data, slices),
            () -> new PixelScores(5),
            new EpochPlan(workers, batch, 11, Augmentation.NONE))) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        loop.trainEpoch(epoch, listener);
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

  /** What was there at a pause in the middle of an epoch is all that it takes to go on. */
  @ParameterizedTest
  @CsvSource({"AUTO, 1", "AUTO, 2", "JOBS, 2"})
  void anEpochGoesOnFromItsMiddle(ParameterAveraging.Rounds rounds, int averaging)
      throws IOException {
    List<Example> data = examples(300);
    float[] whole = distributed(graph(new TorchAdam(0.01), true), data, 2, 5, averaging, 2, 2);
    ComputationGraph graph = graph(new TorchAdam(0.01), true);
    Paused paused = new Paused(graph);
    ParameterAveraging master =
        new ParameterAveraging(spec(graph), AveragingSchedule.fixed(averaging), rounds);
    distributed(spark, master, graph, data, 2, 5, 1, 2, paused);
    ModelFile rest = ModelFile.readCheckpoint(paused.checkpoint.toByteArray(), "checkpoint");
    assertThat(rest.progress().examples()).isEqualTo(rest.progress().step() * 10L);

    JavaSparkContext sc = new JavaSparkContext(spark.sparkContext());
    try (SparkLoop loop =
        new SparkLoop(
            sc,
            new ParameterAveraging(spec(rest.graph()), AveragingSchedule.fixed(averaging), rounds),
            rest.graph(),
            sc.parallelize(data, 3),
            () -> new PixelScores(5),
            new EpochPlan(2, 5, 11, Augmentation.NONE))) {
      loop.trainEpoch(1, rest.progress(), StepListener.NONE);
      loop.trainEpoch(2, StepListener.NONE);
    }
    assertThat(HostMemory.copyOfFloats(rest.graph().params())).isEqualTo(whole);
  }

  @Test
  void anEpochDoesNotGoOnInTheMiddleOfARound() {
    ParameterAveraging master = new ParameterAveraging(spec(graph(new Sgd(0.1), false)), 4);
    assertThatThrownBy(() -> master.startFrom(new EpochProgress(6, 60, 1)))
        .hasMessageContaining("step 6", "every 4 steps");
  }

  /** Keeps a checkpoint of the first pause. */
  private static final class Paused implements StepListener {
    private final ComputationGraph graph;
    private final ByteArrayOutputStream checkpoint = new ByteArrayOutputStream();

    Paused(ComputationGraph graph) {
      this.graph = graph;
    }

    @Override
    public void onStep(int step, int steps, long examples, double meanLoss) {}

    @Override
    public boolean wantsPause() {
      return checkpoint.size() == 0;
    }

    @Override
    public void onPause(EpochProgress now) {
      ModelInfo info = new ModelInfo(SPEC, STAGES, Optional.empty());
      try {
        new ModelFile(graph, info, now).checkpoint().writeTo(checkpoint);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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

  @ParameterizedTest
  @EnumSource(names = {"JOBS", "SLICED"})
  void aJobForEachRoundGivesTheSameBits(ParameterAveraging.Rounds rounds) {
    List<Example> data = examples(50);
    float[] exchanged = distributed(graph(new TorchAdam(0.01), true), data, 2, 6, 2, 2, 3);
    ComputationGraph graph = graph(new TorchAdam(0.01), true);
    ParameterAveraging jobs =
        new ParameterAveraging(spec(graph), AveragingSchedule.fixed(2), rounds);
    List<Integer> steps = new ArrayList<>();
    StepListener listener = (step, all, seen, loss) -> steps.add(step);
    assertThat(distributed(spark, jobs, graph, data, 2, 6, 2, 3, listener)).isEqualTo(exchanged);
    assertThat(steps).containsExactly(2, 4, 5, 2, 4, 5);
  }

  /** Five steps an epoch: averaged every 2, then every 4, and never less often. */
  @Test
  void averagingBecomesRarer() {
    ComputationGraph graph = graph(new TorchAdam(0.01), true);
    ParameterAveraging master = new ParameterAveraging(spec(graph), new AveragingSchedule(2, 1, 4));
    List<Integer> steps = new ArrayList<>();
    List<Double> apart = new ArrayList<>();
    StepListener listener =
        new StepListener() {
          @Override
          public void onAveraged(double divergence) {
            apart.add(divergence);
          }

          @Override
          public void onStep(int step, int all, long seen, double loss) {
            steps.add(step);
          }
        };
    distributed(spark, master, graph, examples(50), 2, 6, 3, 3, listener);
    assertThat(steps).containsExactly(2, 4, 5, 4, 5, 4, 5);
    assertThat(apart).hasSize(7).allMatch(d -> d > 1e-4 && d < 1);
    assertThat(apart.get(3)).as("after four steps apart").isGreaterThan(apart.get(4));
    assertThat(master.changedAveraging()).hasValue(4);
    assertThat(master.meanDivergence()).isCloseTo((apart.get(5) + apart.get(6)) / 2, within(1e-12));
  }

  @Test
  void oneWorkerIsNotApart() {
    ComputationGraph graph = graph(new TorchAdam(0.01), true);
    ParameterAveraging master = new ParameterAveraging(spec(graph), 2);
    distributed(spark, master, graph, examples(20), 1, 6, 1, 1, StepListener.NONE);
    assertThat(master.meanDivergence()).isZero();
    assertThat(master.changedAveraging()).isEmpty();
  }

  /** Spark tells a task that it is killed, and interrupts it only if it is asked to. */
  private static void waitUntilKilled() throws InterruptedException {
    while (!TaskContext.get().isInterrupted()) {
      Thread.sleep(20);
    }
  }

  /** Another job takes one of the two slots: the replica that runs must not wait for ever. */
  @Test
  void replicasThatCannotRunTogetherTakeTurns() throws Exception {
    List<Example> data = examples(50);
    float[] undisturbed = distributed(graph(new TorchAdam(0.01), true), data, 2, 6, 1, 2, 3);
    JavaFutureAction<Void> other =
        new JavaSparkContext(spark.sparkContext())
            .parallelize(List.of(1), 1)
            .foreachAsync(nothing -> waitUntilKilled());
    ComputationGraph graph = graph(new TorchAdam(0.01), true);
    ParameterAveraging impatient = new ParameterAveraging(spec(graph), 1);
    impatient.patience(Duration.ofMillis(500));
    try {
      assertThat(distributed(spark, impatient, graph, data, 2, 6, 2, 3, StepListener.NONE))
          .isEqualTo(undisturbed);
      assertThat(other).as("the other job held its slot all the time").isNotDone();
    } finally {
      other.cancel(true);
    }
  }

  @Test
  void badDataStopsAllReplicas() {
    List<Example> data = new ArrayList<>(examples(50));
    Raster small = Raster.uint8(4, 4, 3, Layout.HWC, new byte[48]);
    Raster labels = Raster.uint8(4, 4, 1, Layout.HWC, new byte[16]);
    data.set(20, new Example("odd one", small, labels));
    assertThatThrownBy(() -> distributed(graph(new Sgd(0.1), false), data, 2, 5, 1, 1, 2))
        .hasStackTraceContaining("odd one");
  }
}
