package io.perpixel.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * A task of {@link RoundProbe#job}: fetches the state, puts it into a replica and returns it, with
 * the time that fetching took in place of a step's.
 */
final class JobProbe implements FlatMapFunction<Iterator<Integer>, RoundResult> {
  private static final long serialVersionUID = 1;

  private final ReplicaSource replicas;
  private final Broadcast<RoundState> state;

  JobProbe(ReplicaSource replicas, Broadcast<RoundState> state) {
    this.replicas = replicas;
    this.state = state;
  }

  @Override
  public Iterator<RoundResult> call(Iterator<Integer> nothing) {
    long start = System.nanoTime();
    RoundState fetched = state.value();
    long nanos = System.nanoTime() - start;
    RoundResult result = replicas.use(r -> result(new AveragingWorker(r, fetched), nanos));
    return List.of(result).iterator();
  }

  /** The state of a replica as if it had seen one example. */
  private static RoundResult result(AveragingWorker worker, long nanos) {
    byte[] model = worker.getFinalResult(worker.getInitialModelGraph()).model();
    return new RoundResult(1, new long[] {nanos}, 0, 0, false, model);
  }
}
