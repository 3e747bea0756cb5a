package io.perpixel.spark;

import java.io.Serializable;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Where the tasks of a run find replicas: in their process, or built from what was broadcast. */
final class ReplicaSource implements Serializable {
  private static final long serialVersionUID = 1;

  private final String run;
  private final Broadcast<ReplicaSpec> spec;

  /**
   * A source for one run.
   *
   * @param run unique among all runs
   */
  ReplicaSource(String run, Broadcast<ReplicaSpec> spec) {
    this.run = run;
    this.spec = spec;
  }

  /** Uses a replica of this process that nobody else uses meanwhile; frozen parameters are set. */
  <T> T use(Function<ResidentReplica, T> use) {
    OptionalInt gpu = TaskGpu.ofThisTask();
    return ReplicaPool.with(run, gpu, () -> new ResidentReplica(spec.value()::build, gpu), use);
  }

  /** Frees what the run holds. */
  void release() {
    ReplicaPool.release(run);
    Release.of(spec);
  }
}
