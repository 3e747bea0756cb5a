package io.perpixel.spark;

import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.api.java.function.Function2;
import org.nd4j.linalg.dataset.DataSet;

/**
 * One replica's share of an epoch in one task: it trains round after round, and between two rounds
 * exchanges its model for the average of all. A task that takes the place of a lost one passes over
 * the minibatches of the rounds that are over. Returns nothing: results are with the driver.
 */
final class EpochFunction implements Function2<Integer, Iterator<DataSet>, Iterator<Integer>> {
  private static final long serialVersionUID = 1;

  private final ReplicaSource replicas;
  private final String exchange;
  private final int stepsBetween;

  EpochFunction(ReplicaSource replicas, String exchange, int stepsBetween) {
    this.replicas = replicas;
    this.exchange = exchange;
    this.stepsBetween = stepsBetween;
  }

  @Override
  public Iterator<Integer> call(Integer replica, Iterator<DataSet> minibatches) {
    try (RoundLink link = RoundLink.open(exchange, replica)) {
      link.join();
      if (!link.isOver()) {
        replicas.use(r -> train(r, new Share(minibatches), link));
      }
    }
    return Collections.emptyIterator();
  }

  private Void train(ResidentReplica replica, Share share, RoundLink link) {
    AveragingWorker worker = new AveragingWorker(replica);
    Optional<RoundState> next = link.next(worker.travelling());
    while (next.isPresent()) {
      RoundState state = next.get();
      share.passTo((long) state.round() * stepsBetween);
      RoundResult result = worker.steps(state, share.minibatches, stepsBetween);
      share.step += result.steps();
      link.report(state.round(), result, worker.travelling());
      next = link.next(worker.travelling());
    }
    return null;
  }

  /** The minibatches and how many of them were taken. */
  private static final class Share {
    private final Iterator<DataSet> minibatches;
    private long step;

    Share(Iterator<DataSet> minibatches) {
      this.minibatches = minibatches;
    }

    void passTo(long wanted) {
      for (; step < wanted && minibatches.hasNext(); step++) {
        minibatches.next();
      }
    }
  }
}
