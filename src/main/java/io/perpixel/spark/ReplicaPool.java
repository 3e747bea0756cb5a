package io.perpixel.spark;

import io.perpixel.train.Replica;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The replicas of this process, kept between rounds with their native buffers and compiled kernels.
 * A replica serves one task at a time; a second task for it (speculation) waits and then computes
 * the same bits.
 */
final class ReplicaPool {
  /** Replicas of the runs used last; more are only left over from runs that have ended. */
  private static final int KEPT = 16;

  private static final Map<String, Slot> SLOTS = new LinkedHashMap<>(16, 0.75f, true);

  private ReplicaPool() {}

  /** Uses the replica of that key alone, building it first if it is not here. */
  static <T> T with(String key, Supplier<Replica> build, Function<Replica, T> use) {
    Slot slot = slot(key);
    synchronized (slot) {
      if (slot.replica == null) {
        slot.replica = build.get();
      }
      return use.apply(slot.replica);
    }
  }

  /** Forgets the replicas whose key starts with {@code prefix}, so that their memory can go. */
  static synchronized void release(String prefix) {
    SLOTS.keySet().removeIf(key -> key.startsWith(prefix));
  }

  private static synchronized Slot slot(String key) {
    Slot slot = SLOTS.computeIfAbsent(key, k -> new Slot());
    Iterator<String> oldest = SLOTS.keySet().iterator();
    while (SLOTS.size() > KEPT) {
      oldest.next();
      oldest.remove();
    }
    return slot;
  }

  private static final class Slot {
    private Replica replica;
  }
}
