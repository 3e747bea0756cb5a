package io.perpixel.job;

import com.sun.management.OperatingSystemMXBean;
import io.perpixel.nn.model.Complexity;
import io.perpixel.nn.model.MemoryNeed;
import io.perpixel.nn.model.ModelSpec;
import java.lang.management.ManagementFactory;
import java.util.function.Predicate;

/**
 * What a replica takes outside the Java heap, before anything of it is allocated.
 *
 * @param replicaBytes of one replica
 * @param replicas that live in this process; 0 where executors carry them
 */
record Preflight(long replicaBytes, int replicas) {
  /**
   * Measured resident memory per stored byte: gradients that travel between layers, the loss's
   * probabilities and the kernels' scratch come on top of what the backward pass reads. UNet of 32
   * filters, 32x32, batches of 100 to 400, oneDNN: 1.68 MB an image where 0.88 are stored.
   */
  private static final double PER_STORED_BYTE = 1.9;

  /**
   * A process without any model: JVM, native libraries, code. The same runs at batch 0,
   * extrapolated.
   */
  private static final long PROCESS = 320L << 20;

  static Preflight of(
      ModelSpec spec, int height, int width, int batch, Predicate<String> trained, int replicas) {
    MemoryNeed need = Complexity.of(spec, height, width).memory(trained, batch);
    double activations = PER_STORED_BYTE * need.activations();
    return new Preflight(
        (long) activations + need.parameters() + need.gradients() + need.optimiser(), replicas);
  }

  /**
   * Refuses what this machine cannot hold.
   *
   * @param available physical memory in bytes
   * @throws UsageException with what to change
   */
  Preflight require(long available) {
    long needed = PROCESS + replicaBytes * replicas;
    if (needed > available) {
      throw new UsageException(
          "training needs about %,d MiB (%,d MiB for each of %d replicas), this machine has %,d MiB: lower train.batch or train.workers, or train on a cluster"
              .formatted(
                  mebibytes(needed), mebibytes(replicaBytes), replicas, mebibytes(available)));
    }
    return this;
  }

  /** Physical memory of this machine in bytes. */
  static long physicalMemory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  @Override
  public String toString() {
    String replica =
        "memory outside the heap: about %,d MiB a replica".formatted(mebibytes(replicaBytes));
    return replicas > 0
        ? replica + ", %d in this process".formatted(replicas)
        : replica
            + "; give executors spark.executor.memoryOverhead of %,d MiB and that for each replica they carry"
                .formatted(mebibytes(PROCESS));
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
