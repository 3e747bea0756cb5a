package io.perpixel.spark;

import io.perpixel.train.Replica;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;

/** The steps {@code from} to {@code until} of an epoch on one replica's partition. */
final class RoundFunction implements Function2<Integer, Iterator<DataSet>, Iterator<RoundResult>> {
  private static final long serialVersionUID = 1;

  private final String run;
  private final Broadcast<ReplicaSpec> spec;
  private final Broadcast<RoundState> state;
  private final int from;
  private final int until;

  RoundFunction(
      String run, Broadcast<ReplicaSpec> spec, Broadcast<RoundState> state, int from, int until) {
    this.run = run;
    this.spec = spec;
    this.state = state;
    this.from = from;
    this.until = until;
  }

  @Override
  public Iterator<RoundResult> call(Integer replica, Iterator<DataSet> partition) {
    List<DataSet> minibatches = slice(partition);
    if (minibatches.isEmpty()) {
      return List.of(RoundResult.none()).iterator();
    }
    RoundResult result =
        ReplicaPool.with(run + "/" + replica, spec.value()::build, r -> train(r, minibatches));
    return List.of(result).iterator();
  }

  private RoundResult train(Replica replica, List<DataSet> minibatches) {
    AveragingWorker worker = new AveragingWorker(replica, state.value());
    ComputationGraph graph = worker.getInitialModelGraph();
    RoundResult result = null;
    for (int i = 0; i < minibatches.size(); i++) {
      result = worker.processMinibatch(minibatches.get(i), graph, i == minibatches.size() - 1);
    }
    return result;
  }

  private List<DataSet> slice(Iterator<DataSet> partition) {
    List<DataSet> slice = new ArrayList<>(until - from);
    for (int step = 0; step < until && partition.hasNext(); step++) {
      DataSet minibatch = partition.next();
      if (step >= from) {
        slice.add(minibatch);
      }
    }
    return slice;
  }
}
