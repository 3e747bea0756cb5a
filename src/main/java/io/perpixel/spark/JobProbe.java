package io.perpixel.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** A task of {@link RoundProbe#job}: fetches the state, puts it into a replica and returns it. */
final class JobProbe implements FlatMapFunction<Iterator<Integer>, JobProbe.Reply> {
  private static final long serialVersionUID = 1;

  private final ReplicaSource replicas;
  private final Broadcast<RoundState> state;

  JobProbe(ReplicaSource replicas, Broadcast<RoundState> state) {
    this.replicas = replicas;
    this.state = state;
  }

  /** What a task returns. (Not a record: Kryo 4 cannot build records.) */
  static final class Reply implements Serializable {
    private static final long serialVersionUID = 1;

    private final double fetched;
    private final RoundResult result;

    Reply(double fetched, RoundResult result) {
      this.fetched = fetched;
      this.result = result;
    }

    /** Seconds until the state was there. */
    double fetched() {
      return fetched;
    }

    RoundResult result() {
      return result;
    }
  }

  @Override
  public Iterator<Reply> call(Iterator<Integer> nothing) {
    long start = System.nanoTime();
    RoundState fetched = state.value();
    double seconds = (System.nanoTime() - start) / 1e9;
    RoundResult result = replicas.use(replica -> result(new AveragingWorker(replica, fetched)));
    return List.of(new Reply(seconds, result)).iterator();
  }

  /** The state of a replica as if it had seen one example. */
  private static RoundResult result(AveragingWorker worker) {
    byte[] model = worker.getFinalResult(worker.getInitialModelGraph()).model();
    return new RoundResult(1, new long[0], 0, 0, false, model);
  }
}
