package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.testing.LocalSpark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class SlicedMeanIT {
  /** Of three slices, the last of which is one value. */
  private static final int BYTES = (8 << 20) + Float.BYTES;

  private static SparkSession spark;
  private static JavaSparkContext sc;

  @BeforeAll
  static void start() {
    spark = LocalSpark.open();
    sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static RoundResult result(long examples, int seed) {
    ByteBuffer model = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(seed);
    while (model.hasRemaining()) {
      model.putFloat((float) random.nextGaussian());
    }
    return new RoundResult(examples, new long[] {seed, 7}, 2.5 * seed, 0, false, model.array());
  }

  private static RoundMean mean(List<RoundResult> results, WorkerDivergence divergence) {
    JavaRDD<Integer> numbers =
        sc.parallelize(IntStream.range(0, results.size()).boxed().toList(), results.size());
    return SlicedMean.of(
        numbers.mapPartitions(number -> List.of(results.get(number.next())).iterator()),
        BYTES,
        divergence);
  }

  @Test
  void theBitsOfTheMeanInTheDriver() {
    List<RoundResult> results =
        List.of(
            result(3, 1),
            RoundResult.none(),
            result(50, 2),
            result(1, 3),
            result(50, 4),
            result(2, 5));
    List<RoundResult> seen = results.stream().filter(r -> r.examples() > 0).toList();
    // Trained parameters lie on both sides of where a slice ends.
    WorkerDivergence divergence =
        new WorkerDivergence(
            List.of(
                new int[] {8, 4000},
                new int[] {(4 << 20) - 400, (4 << 20) + 4},
                new int[] {8 << 20, BYTES}));
    RoundMean mean = mean(results, divergence);
    byte[] expected = WeightedMean.of(seen);
    assertThat(mean.model()).isEqualTo(expected);
    double apart = divergence.of(seen, expected);
    assertThat(mean.divergence()).isCloseTo(apart, within(1e-12 * apart));
    assertThat(mean.results()).hasSize(6).allMatch(r -> r.model() == null);
    assertThat(mean.results())
        .extracting(RoundResult::examples)
        .containsExactly(3L, 0L, 50L, 1L, 50L, 2L);
    assertThat(mean.results())
        .extracting(RoundResult::last)
        .containsExactly(false, true, false, false, false, false);
    assertThat(mean.results().get(4).lossSum()).isEqualTo(10);
    assertThat(mean.results().get(4).stepNanos()).containsExactly(4, 7);
  }

  /** A round shuffles all states through the executors' disks. */
  @Test
  void whatWasShuffledIsFreed() throws InterruptedException {
    mean(List.of(result(1, 1), result(1, 2)), new WorkerDivergence(List.of()));
    Instant end = Instant.now().plusSeconds(60);
    while (isAnythingShuffled() && Instant.now().isBefore(end)) {
      Thread.sleep(20);
    }
    assertThat(isAnythingShuffled()).isFalse();
  }

  private static boolean isAnythingShuffled() {
    return JavaConverters.seqAsJavaList(
            SparkEnv.get().blockManager().diskBlockManager().getAllFiles())
        .stream()
        .anyMatch(file -> file.getName().startsWith("shuffle_"));
  }

  @Test
  void ofOneReplicaItsOwnState() {
    RoundResult only = result(5, 9);
    RoundMean mean = mean(List.of(only), new WorkerDivergence(List.of(new int[] {0, BYTES})));
    assertThat(mean.model()).isEqualTo(only.model());
    assertThat(mean.divergence()).isZero();
  }

  @Test
  void withoutExamplesThereIsNone() {
    RoundMean mean =
        mean(List.of(RoundResult.none(), RoundResult.none()), new WorkerDivergence(List.of()));
    assertThat(mean.model()).isNull();
    assertThat(mean.results()).hasSize(2).allMatch(RoundResult::last);
  }
}
