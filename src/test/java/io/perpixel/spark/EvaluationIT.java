package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.metric.FixationPool;
import io.perpixel.metric.PixelScores;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Nd4jKernels;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.testing.LocalSpark;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.Replica;
import io.perpixel.train.TorchAdam;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationIT {
  private static final int CLASSES = 5;
  private static final ColourNet SPEC = new ColourNet(true, 3, 4, CLASSES, 1);

  private static SparkSession session;
  private static JavaSparkContext spark;
  private static ModelFile model;
  private static BroadcastModel sent;
  private static Broadcast<FixationPool> pool;

  @BeforeAll
  static void open() throws IOException {
    session = LocalSpark.open();
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    ComputationGraph graph = new ComputationGraph(SPEC.configuration(new TorchAdam(0.01), 3));
    graph.init();
    model = new ModelFile(graph, new ModelInfo(SPEC, SPEC.inputStages(), Optional.empty()));
    sent = new BroadcastModel(spark, model, "auto");
    pool = spark.broadcast(new FixationPool());
  }

  @AfterAll
  static void close() {
    SparkSessions.stop();
  }

  /** Random images, most of one size, some of another. */
  private static List<Example> examples(int count, int classes) {
    Random random = new Random(7);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int height = i % 5 == 4 ? 12 : 8;
      byte[] rgb = new byte[height * 16 * 3];
      random.nextBytes(rgb);
      byte[] labels = new byte[height * 16];
      for (int p = 0; p < labels.length; p++) {
        labels[p] = (byte) random.nextInt(classes);
      }
      examples.add(
          new Example(
              "image/%03d".formatted(i),
              Raster.uint8(height, 16, 3, Layout.HWC, rgb),
              Raster.uint8(height, 16, 1, Layout.HWC, labels)));
    }
    return examples;
  }

  private static PixelScores score(List<Example> examples, int partitions, int batch) {
    return (PixelScores)
        Evaluation.score(spark.parallelize(examples, partitions), sent, SPEC, pool, batch, 1);
  }

  @ParameterizedTest
  @CsvSource({"2, 7", "5, 7", "23, 7", "30, 7", "2, 1", "2, 100"})
  void partitionsAndMinibatchesDoNotMatter(int partitions, int batch) {
    List<Example> examples = examples(23, CLASSES);
    PixelScores one = score(examples, 1, 7);
    List<Example> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(partitions));
    PixelScores other = score(shuffled, partitions, batch);
    assertThat(other.images()).isEqualTo(23);
    assertThat(other.confusion().pixels()).isEqualTo((19 * 8 + 4 * 12) * 16);
    assertThat(other.confusion().correct()).isEqualTo(one.confusion().correct());
    assertThat(other.meanLoss()).isEqualTo(one.meanLoss());
  }

  @Test
  void equalsThePlainLoop() {
    List<Example> same = examples(20, CLASSES).stream().filter(e -> e.height() == 8).toList();
    Replica replica = model.replica(1);
    PixelScores expected =
        (PixelScores) new PlainLoop(replica, same, same, EpochPlan.plain(5, 0)).validate();
    PixelScores found = score(same, 2, 3);
    assertThat(found.confusion().correct()).isEqualTo(expected.confusion().correct());
    assertThat(found.confusion().pixels()).isEqualTo(expected.confusion().pixels());
    assertThat(found.meanLoss()).isCloseTo(expected.meanLoss(), within(1e-6));
  }

  @Test
  void tasksComputeWithTheKernelsTheyAreTold() throws IOException {
    KernelChoice.use("auto");
    BroadcastModel model = new BroadcastModel(spark, EvaluationIT.model, "nd4j");
    try {
      JavaRDD<Example> examples = spark.parallelize(examples(2, CLASSES), 1);
      assertThat(Evaluation.score(examples, model, SPEC, pool, 2, 1).images()).isEqualTo(2);
      assertThat(KernelChoice.current()).isInstanceOf(Nd4jKernels.class);
    } finally {
      model.release();
      KernelChoice.use("auto");
    }
  }

  @Test
  void nothingGivesNothing() {
    PixelScores none = score(List.of(), 2, 3);
    assertThat(none.images()).isZero();
    assertThat(none.meanLoss()).isNaN();
  }

  @Test
  void whatCannotBeScoredIsNamed() {
    Raster image = Raster.uint8(8, 8, 3, Layout.HWC, new byte[192]);
    assertThatThrownBy(() -> score(List.of(new Example("a/7", image, null)), 1, 1))
        .hasStackTraceContaining("a/7 has no target");
    assertThatThrownBy(() -> score(examples(3, 99), 1, 3))
        .hasStackTraceContaining("image/000: label")
        .hasStackTraceContaining("is not a class in 0..4");
    Raster odd = Raster.uint8(9, 10, 3, Layout.HWC, new byte[270]);
    Raster labels = Raster.uint8(9, 10, 1, Layout.HWC, new byte[90]);
    assertThatThrownBy(() -> score(List.of(new Example("a/8", odd, labels)), 1, 1))
        .hasStackTraceContaining("a/8: colour-unet takes images")
        .hasStackTraceContaining("the nearest valid size is 8 x 12");
  }
}
