package io.perpixel.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.DataSet;

/** One replica's share of one round in one task. */
final class RoundFunction implements FlatMapFunction<Iterator<DataSet>, RoundResult> {
  private static final long serialVersionUID = 1;

  private final ReplicaSource replicas;
  private final Broadcast<RoundState> state;
  private final int stepsBetween;

  RoundFunction(ReplicaSource replicas, Broadcast<RoundState> state, int stepsBetween) {
    this.replicas = replicas;
    this.state = state;
    this.stepsBetween = stepsBetween;
  }

  @Override
  public Iterator<RoundResult> call(Iterator<DataSet> minibatches) {
    RoundState start = state.value();
    long before = (long) start.round() * stepsBetween;
    for (long step = 0; step < before && minibatches.hasNext(); step++) {
      minibatches.next();
    }
    RoundResult result =
        minibatches.hasNext()
            ? replicas.use(r -> new AveragingWorker(r).round(start, minibatches, stepsBetween))
            : RoundResult.none();
    return List.of(result).iterator();
  }
}
