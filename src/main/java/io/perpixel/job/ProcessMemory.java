package io.perpixel.job;

/**
 * Memory of one JVM that runs Spark: what its resident set (VmHWM in Linux's {@code
 * /proc/PID/status}) is at most. With the garbage collector's settings in {@code conf/jvm-flags}
 * the heap grows to what lives in it and a fifth to two fifths more, wherever {@code -Xmx} is;
 * without them it may take all of {@code -Xmx}.
 *
 * @param heap Java heap, in bytes
 * @param outside all else: native memory of the models, code, classes, threads, buffers
 */
record ProcessMemory(long heap, long outside) {
  /** Code, classes, threads and native libraries of a process that trains on Spark. */
  static final long SPARK_PROCESS = 470L << 20;

  /** The heap that Spark, Hadoop and its own caches need without any data. */
  static final long SPARK_HEAP = 380L << 20;

  /** Heap for each byte that lives in it: the collector leaves some room. */
  private static final double ROOM = 1.25;

  /** A process without Spark that applies a model. */
  private static final long PLAIN_PROCESS = 260L << 20;

  private static final long PLAIN_HEAP = 80L << 20;

  /** A process without Spark that holds such data and models. */
  static ProcessMemory plain(long live, long models) {
    return new ProcessMemory(PLAIN_HEAP + (long) (ROOM * live), PLAIN_PROCESS + models);
  }

  /** A process of Spark that holds such data and models. */
  static ProcessMemory of(long live, long models) {
    return new ProcessMemory(SPARK_HEAP + (long) (ROOM * live), SPARK_PROCESS + models);
  }

  long total() {
    return heap + outside;
  }

  /** The larger of two phases of one process. */
  ProcessMemory or(ProcessMemory other) {
    return other.total() > total() ? other : this;
  }

  /** Bytes as people read them. */
  static String text(long bytes) {
    return "%,d MiB".formatted(mebibytes(bytes));
  }

  /** Rounded up. */
  static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
