package io.perpixel.spark;

import io.perpixel.spark.RoundBoard.Answer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Rounds as Spark jobs, one after the other: needs no more than one free slot. States come by
 * broadcast; they are averaged by the driver, or, where they are many and large, by the executors.
 */
final class RoundJobs {
  private static final Consumer<Answer> NOBODY = answer -> {};

  private final JavaSparkContext sc;
  private final ReplicaSource replicas;
  private final int stepsBetween;
  private final boolean sliced;

  /**
   * @param sliced whether executors average, not the driver
   */
  RoundJobs(JavaSparkContext sc, ReplicaSource replicas, int stepsBetween, boolean sliced) {
    this.sc = sc;
    this.replicas = replicas;
    this.stepsBetween = stepsBetween;
    this.sliced = sliced;
  }

  /** Runs the rounds that are left on a board; {@code afterRound} is called after each. */
  void run(JavaRDD<DataSet> minibatches, RoundBoard board, Runnable afterRound) {
    boolean ours = minibatches.getStorageLevel().equals(StorageLevel.NONE());
    if (ours) {
      minibatches.persist(StorageLevel.MEMORY_AND_DISK());
    }
    try {
      while (!board.over()) {
        round(minibatches, board);
        afterRound.run();
      }
    } finally {
      if (ours) {
        Release.of(minibatches);
      }
    }
  }

  private void round(JavaRDD<DataSet> minibatches, RoundBoard board) {
    RoundState start = board.state();
    Broadcast<RoundState> state = sc.broadcast(start);
    try {
      JavaRDD<RoundResult> results =
          minibatches.mapPartitions(new RoundFunction(replicas, state, stepsBetween), true);
      if (sliced) {
        board.end(SlicedMean.of(results, start.model().length, board.divergence()));
      } else {
        report(board, start, results.collect());
      }
    } finally {
      Release.of(state);
    }
  }

  private static void report(RoundBoard board, RoundState start, List<RoundResult> results) {
    for (int replica = 0; replica < results.size(); replica++) {
      board.report(replica, replica, null, start.round(), results.get(replica), NOBODY);
    }
  }
}
