package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.testing.LocalCluster;
import io.perpixel.train.AveragingSchedule;
import io.perpixel.train.Example;
import io.perpixel.train.StepListener;
import io.perpixel.train.TorchAdam;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Executors in processes of their own, one of which is killed in the middle of an epoch. */
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
class ExecutorLossIT {
  private static SparkSession open(Map<String, String> how) {
    return SparkSessions.open("ExecutorLossIT", how);
  }

  private static float[] train(
      SparkSession spark, ParameterAveraging.Rounds rounds, StepListener listener) {
    List<Example> data = SparkLoopIT.examples(300);
    ComputationGraph graph = SparkLoopIT.graph(new TorchAdam(0.01), true);
    ParameterAveraging master =
        new ParameterAveraging(SparkLoopIT.spec(graph), AveragingSchedule.fixed(1), rounds);
    return SparkLoopIT.distributed(spark, master, graph, data, 2, 5, 2, 2, listener);
  }

  @Test
  void aKilledExecutorDoesNotChangeABit() {
    SparkSession spark = open(Map.of("spark.master", "local[2]"));
    float[] undisturbed;
    try {
      undisturbed = train(spark, ParameterAveraging.Rounds.AUTO, StepListener.NONE);
    } finally {
      SparkSessions.stop();
    }
    spark = open(LocalCluster.settings());
    try {
      for (ParameterAveraging.Rounds how :
          List.of(ParameterAveraging.Rounds.AUTO, ParameterAveraging.Rounds.SLICED)) {
        AtomicInteger rounds = new AtomicInteger();
        StepListener killer =
            (step, steps, examples, loss) -> {
              if (rounds.incrementAndGet() == 3) {
                assertThat(LocalCluster.executor()).get().satisfies(ProcessHandle::destroyForcibly);
              }
            };
        assertThat(train(spark, how, killer)).as("%s", how).isEqualTo(undisturbed);
        assertThat(rounds).as("rounds, none of them twice").hasValue(60);
      }
    } finally {
      SparkSessions.stop();
    }
  }
}
