package io.perpixel.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The replicas of this process that no task uses at the moment, kept with their native buffers,
 * compiled kernels and threads. Replicas of one run are interchangeable: every round starts from a
 * given state. So a process has as many as it has ever run tasks at a time.
 */
final class ReplicaPool {
  /** Idle replicas of the runs used last; more are only left over from runs that have ended. */
  private static final int KEPT = 16;

  private record Idle(String run, OptionalInt gpu, ResidentReplica replica) {}

  /** Used last, first. */
  private static final Deque<Idle> IDLE = new ArrayDeque<>();

  private ReplicaPool() {}

  /**
   * Uses a replica of that run alone, building one if all are in use.
   *
   * @param gpu on which it computes; empty where nobody chose one
   */
  static <T> T with(
      String run,
      OptionalInt gpu,
      Supplier<ResidentReplica> build,
      Function<ResidentReplica, T> use) {
    ResidentReplica idle = take(run, gpu);
    ResidentReplica replica = idle == null ? build.get() : idle;
    boolean sound = false;
    try {
      T result = use.apply(replica);
      sound = true;
      return result;
    } finally {
      // One that has thrown is not used again: it may have stopped in the middle of a step.
      if (sound) {
        putBack(run, gpu, replica);
      } else {
        replica.close();
      }
    }
  }

  /** Forgets the replicas of a run, on whatever GPU, so that their memory can go. */
  static synchronized void release(String run) {
    for (Iterator<Idle> all = IDLE.iterator(); all.hasNext(); ) {
      Idle idle = all.next();
      if (idle.run.equals(run)) {
        all.remove();
        idle.replica.close();
      }
    }
  }

  private static synchronized ResidentReplica take(String run, OptionalInt gpu) {
    for (Iterator<Idle> all = IDLE.iterator(); all.hasNext(); ) {
      Idle idle = all.next();
      if (idle.run.equals(run) && idle.gpu.equals(gpu)) {
        all.remove();
        return idle.replica;
      }
    }
    return null;
  }

  private static synchronized void putBack(String run, OptionalInt gpu, ResidentReplica replica) {
    IDLE.addFirst(new Idle(run, gpu, replica));
    while (IDLE.size() > KEPT) {
      IDLE.removeLast().replica.close();
    }
  }
}
