package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.train.AveragingSchedule;
import io.perpixel.train.Example;
import io.perpixel.train.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Replicas whose minibatches are of any sizes, or that have none, come to what one machine makes of
 * all of them together: the average weighs them by their examples.
 */
class UnevenSharesIT {
  /** By replica, how many examples it has in each step: the last two are out of work early. */
  private static final int[][] SHARES = {{7, 1, 5, 2}, {2, 6, 4}, {}, {1, 3}};

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = SparkSessions.open("UnevenSharesIT", Map.of("spark.master", "local[4]"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @ParameterizedTest
  @EnumSource(ParameterAveraging.Rounds.class)
  void theWeightedAverageIsTheJointMinibatch(ParameterAveraging.Rounds rounds) {
    List<List<List<Example>>> shares = new ArrayList<>();
    List<Example> examples = SparkLoopIT.examples(31);
    int next = 0;
    for (int[] sizes : SHARES) {
      List<List<Example>> share = new ArrayList<>();
      for (int size : sizes) {
        share.add(new ArrayList<>(examples.subList(next, next += size)));
      }
      shares.add(share);
    }
    assertThat(next).isEqualTo(31);

    ComputationGraph graph = SparkLoopIT.graph(new Sgd(0.1), false);
    float[] before = HostMemory.copyOfFloats(graph.params());
    JavaSparkContext sc = new JavaSparkContext(spark.sparkContext());
    try (ParameterAveraging master =
        new ParameterAveraging(SparkLoopIT.spec(graph), AveragingSchedule.fixed(1), rounds)) {
      JavaRDD<DataSet> minibatches =
          sc.parallelize(List.of(0, 1, 2, 3), 4)
              .flatMap(
                  replica ->
                      shares.get(replica).stream()
                          .<DataSet>map(share -> new CompactDataSet(share))
                          .iterator());
      new SparkComputationGraph(sc, graph, master).fit(minibatches);
    }

    ComputationGraph joint = SparkLoopIT.graph(new Sgd(0.1), false);
    Replica one = new Replica(joint, SparkLoopIT.SPEC, Stages.parse(SparkLoopIT.STAGES), 1);
    for (int s = 0; s < 4; s++) {
      int step = s;
      one.step(
          shares.stream()
              .filter(share -> share.size() > step)
              .flatMap(share -> share.get(step).stream())
              .toList());
    }
    float[] averaged = HostMemory.copyOfFloats(graph.params());
    float[] expected = HostMemory.copyOfFloats(joint.params());
    for (int i = 0; i < expected.length; i++) {
      assertThat(averaged[i]).as("parameter %d", i).isCloseTo(expected[i], within(1e-6f));
    }
    assertThat(expected).isNotEqualTo(before);
  }
}
