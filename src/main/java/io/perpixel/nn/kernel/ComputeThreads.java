package io.perpixel.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The number of CPU threads that the calling thread's operations use. OpenMP keeps this number per
 * calling thread, so replicas of one process can each have their own team.
 */
public final class ComputeThreads {
  private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> 0);

  /** Idle helpers end by themselves. */
  private static final ExecutorService HELPERS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "perpixel-helper");
            thread.setDaemon(true);
            return thread;
          });

  /** Values below which waking another thread costs more than it saves. */
  private static final long LEAST_SHARE = 1 << 17;

  private ComputeThreads() {}

  /** What is done with the values from {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  public interface RangeTask {
    void run(long from, long to);
  }

  /**
   * Cuts {@code n} values into one range for each of the calling thread's threads, and returns when
   * all are done, whether one of them failed or the calling thread was interrupted: nobody writes
   * to the caller's arrays afterwards. What a task does with a value must not depend on the range
   * in which it lies: then the result does not depend on the number of threads.
   *
   * @throws IllegalStateException if the task failed in another thread
   */
  public static void overRanges(long n, RangeTask task) {
    int threads = (int) Math.max(1, Math.min(number(), n / LEAST_SHARE));
    List<CompletableFuture<Void>> others = new ArrayList<>();
    try {
      for (int i = 1; i < threads; i++) {
        long from = n / threads * i;
        long to = i == threads - 1 ? n : n / threads * (i + 1);
        others.add(CompletableFuture.runAsync(() -> task.run(from, to), HELPERS));
      }
      task.run(0, threads == 1 ? n : n / threads);
    } finally {
      all(others).exceptionally(failure -> null).join();
    }
    try {
      all(others).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("another thread's part failed: " + e.getCause(), e);
    }
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new));
  }

  private static int number() {
    return CURRENT.get() > 0 ? CURRENT.get() : Runtime.getRuntime().availableProcessors();
  }

  /** Sets the number for the calling thread, from 1. */
  public static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("train.threads is " + threads + ": expected at least 1");
    }
    if (CURRENT.get() != threads) {
      // Loads the backend, without which there are no native operations yet.
      Nd4j.getBackend();
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
      CURRENT.set(threads);
    }
  }
}
