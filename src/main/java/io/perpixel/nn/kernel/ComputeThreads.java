package io.perpixel.nn.kernel;

import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The number of CPU threads that the calling thread's operations use. OpenMP keeps this number per
 * calling thread, so replicas of one process can each have their own team.
 */
public final class ComputeThreads {
  private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> 0);

  private ComputeThreads() {}

  /** Sets the number for the calling thread, from 1. */
  public static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("train.threads is " + threads + ": expected at least 1");
    }
    if (CURRENT.get() != threads) {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
      CURRENT.set(threads);
    }
  }
}
