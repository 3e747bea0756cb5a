package io.perpixel.spark;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.util.RpcUtils;
import org.nd4j.linalg.dataset.DataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All rounds of an epoch in one Spark job, whose tasks exchange models through the driver: a round
 * then costs milliseconds where a job costs tens of them. All replicas have to run at a time. A
 * task that fails or is lost is tried again by Spark and goes on with the present round; a replica
 * that nothing works for any more, as when its executor is gone and nobody replaces it, ends the
 * job early, since tasks that wait for it hold the slots that it needs.
 */
final class EpochJob {
  private static final Logger LOG = LoggerFactory.getLogger(EpochJob.class);

  /** Less than any sensible network timeout. */
  private static final Duration REASSURE = Duration.ofSeconds(2);

  private final SparkContext sc;
  private final ReplicaSource replicas;
  private final int stepsBetween;
  private final Duration patience;

  /**
   * @param patience how long a replica may be without a task
   */
  EpochJob(SparkContext sc, ReplicaSource replicas, int stepsBetween, Duration patience) {
    this.sc = sc;
    this.replicas = replicas;
    this.stepsBetween = stepsBetween;
    this.patience = patience;
  }

  /** Whether as many replicas can run at a time, and the driver can serve them. */
  static boolean suits(SparkContext sc, int replicas, long stateBytes) {
    return serves(sc, replicas, stateBytes) && replicas <= slots(sc);
  }

  /**
   * Whether the driver can serve so many replicas: above, broadcasts and {@link SlicedMean} are the
   * faster way.
   */
  static boolean serves(SparkContext sc, int replicas, long stateBytes) {
    return replicas * stateBytes <= RpcUtils.maxMessageSizeBytes(sc.conf());
  }

  /** Replicas that can run at a time. */
  static int slots(SparkContext sc) {
    return sc.maxNumConcurrentTasks(sc.resourceProfileManager().defaultResourceProfile());
  }

  /**
   * Runs the rounds that are left on a board; {@code afterRound} is called after each, sometimes
   * once for several.
   *
   * @return whether the epoch is over; if not, the board waits for another way to go on
   */
  boolean run(JavaRDD<DataSet> minibatches, RoundBoard board, Runnable afterRound)
      throws InterruptedException {
    try (RoundExchange exchange = new RoundExchange(sc.env().rpcEnv(), board)) {
      JavaFutureAction<?> job =
          minibatches
              .mapPartitionsWithIndex(
                  new EpochFunction(replicas, exchange.name(), stepsBetween), true)
              .collectAsync();
      try {
        watch(job, board, afterRound);
        job.get();
      } catch (ExecutionException e) {
        throw Rethrown.asItIs(e.getCause());
      } finally {
        board.close();
        if (!job.isDone()) {
          job.cancel(true);
        }
      }
    }
    afterRound.run();
    if (board.over()) {
      return true;
    }
    board.reopen();
    return false;
  }

  private void watch(JavaFutureAction<?> job, RoundBoard board, Runnable afterRound)
      throws InterruptedException {
    while (!board.over() && !job.isDone()) {
      if (board.await(REASSURE)) {
        afterRound.run();
      } else {
        board.reassure();
      }
      if (board.absence().compareTo(patience) > 0) {
        LOG.warn(
            "no task has worked for one of the replicas for {} s: the rest of the epoch goes on with a job for each round",
            patience.toSeconds());
        board.close();
        return;
      }
    }
  }
}
