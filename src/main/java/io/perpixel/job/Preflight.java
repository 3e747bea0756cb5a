package io.perpixel.job;

import com.sun.management.OperatingSystemMXBean;
import io.perpixel.nn.model.Complexity;
import io.perpixel.nn.model.MemoryNeed;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.spark.FeatureCache;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What training takes in memory, before anything of it is allocated. Constants are measured: the
 * command in benchmarks/memory prints estimates beside what processes then took.
 *
 * @param replicaBytes of one replica, outside the Java heap
 * @param scoringBytes of one task that scores the validation images, outside the Java heap
 * @param featureBytes of one process that computes features, outside the Java heap; 0 where none
 *     are
 * @param heapBytes of one process, in the Java heap
 * @param replicas that live in this process; 0 where executors carry them
 */
record Preflight(
    long replicaBytes, long scoringBytes, long featureBytes, long heapBytes, int replicas) {
  /**
   * Resident memory per byte that the backward pass reads: gradients on their way between layers,
   * the loss and the kernels' scratch come on top. Of UNet and saliency at several sizes and
   * batches.
   */
  private static final double PER_STORED_BYTE = 1.42;

  /** Likewise of inference, per byte of the largest layer's inputs and outputs. */
  private static final double PER_INFERRED_BYTE = 1.2;

  /** Parameters once more beside model, gradient and optimiser: weights as kernels want them. */
  private static final double LAYOUTS = 0.5;

  /** Parameters of a model in inference: its own, and the plan's. */
  private static final double INFERENCE_COPIES = 2.2;

  /** A process without a model or Spark: JVM, native libraries, code. */
  private static final long PROCESS = 288L << 20;

  /** Likewise where nothing is trained: fewer operations are loaded. */
  private static final long INFERENCE_PROCESS = 240L << 20;

  /** What Spark's classes, threads and buffers add to it. */
  private static final long SPARK = 300L << 20;

  /** Java heap of a Spark process that has no data. */
  private static final long SPARK_HEAP = 350L << 20;

  /** Stored bytes of a pixel of an image, beside one of its target. */
  private static final long IMAGE_BYTES = 3;

  /**
   * Java arrays of a whole model of which only the tail travels, while it is sent to the tasks that
   * compute features, or a checkpoint is made: what is written, in buffers that double, and copies.
   */
  private static final int WHOLE = 5;

  /** Java arrays of a model and its optimiser for each replica: what is sent, what comes back. */
  private static final int TRAVELLING = 2;

  /**
   * The sizes of a run.
   *
   * @param batch images whose gradient is computed at once
   * @param accumulates whether gradients of several such batches are summed
   * @param scored images in one inference step of validation
   */
  record Sizes(int height, int width, int batch, boolean accumulates, int scored) {}

  /**
   * Features that take the place of images.
   *
   * @param tail layers, by name, that read them or one another
   * @param frontier vertices whose output they are
   * @param bytes of one value, all copies together
   * @param tasks that compute them in one process at a time
   */
  record Features(Predicate<String> tail, List<String> frontier, int bytes, int tasks) {}

  /**
   * Of a training run.
   *
   * @param trained layers, by name
   * @param features if the model is not trained whole
   * @param images that one process holds
   * @param travels whether models travel between replicas and the driver
   */
  static Preflight of(
      ModelSpec spec,
      Sizes sizes,
      Predicate<String> trained,
      Optional<Features> features,
      long images,
      boolean travels,
      int replicas) {
    Complexity whole = Complexity.of(spec, sizes.height, sizes.width);
    Complexity part = features.map(f -> whole.only(f.tail)).orElse(whole);
    MemoryNeed need = part.memory(trained, sizes.batch);
    long travelling =
        travels ? TRAVELLING * (need.parameters() + need.optimiser()) * Math.max(1, replicas) : 0;
    long parameters = whole.memory(trained, 1).parameters();
    return new Preflight(
        training(need) + (sizes.accumulates ? need.gradients() : 0),
        inference(part, need.parameters(), sizes.scored),
        features.map(f -> f.tasks * inference(whole, parameters, FeatureCache.BATCH)).orElse(0L),
        SPARK_HEAP
            + images * exampleBytes(whole, sizes, features)
            + Math.max(travelling, features.isPresent() ? WHOLE * parameters : 0),
        replicas);
  }

  /** Bytes of an example in the Java heap, and as much again while it travels. */
  private static long exampleBytes(
      Complexity complexity, Sizes sizes, Optional<Features> features) {
    long pixels = (long) sizes.height * sizes.width;
    long input =
        features.map(f -> f.bytes * complexity.values(f.frontier)).orElse(IMAGE_BYTES * pixels);
    return 2 * (input + pixels);
  }

  /** Resident memory of a process that only steps a model, without Spark and without data. */
  static long bench(ModelSpec spec, int height, int width, int batch, boolean trains) {
    Complexity complexity = Complexity.of(spec, height, width);
    MemoryNeed need = complexity.memory(layer -> true, batch);
    return PROCESS + (trains ? training(need) : inference(complexity, need.parameters(), batch));
  }

  private static long training(MemoryNeed need) {
    return (long) (PER_STORED_BYTE * need.activations() + LAYOUTS * need.parameters())
        + need.parameters()
        + need.gradients()
        + need.optimiser();
  }

  private static long inference(Complexity complexity, long parameters, int batch) {
    return (long)
        (PER_INFERRED_BYTE * complexity.inferenceActivations() * batch
            + INFERENCE_COPIES * parameters);
  }

  /** All that this process takes: heap and what is outside of it. */
  long processBytes() {
    return PROCESS
        + SPARK
        + heapBytes
        + Math.max(featureBytes, (replicaBytes + scoringBytes) * replicas);
  }

  /**
   * Refuses what this machine cannot hold.
   *
   * @param available physical memory in bytes
   * @param heap largest Java heap in bytes
   * @throws UsageException with what to change
   */
  Preflight require(long available, long heap) {
    if (processBytes() > available) {
      throw new UsageException(
          "training needs about %,d MiB (%,d MiB for each of %d replicas), this machine has %,d MiB: lower train.batch or train.workers, raise train.accumulate, or train on a cluster"
              .formatted(
                  mebibytes(processBytes()),
                  mebibytes(replicaBytes),
                  replicas,
                  mebibytes(available)));
    }
    if (heapBytes > heap) {
      throw new UsageException(
          "training needs a Java heap of about %,d MiB, this process has %,d MiB: give it more with --driver-memory %dm"
              .formatted(mebibytes(heapBytes), mebibytes(heap), mebibytes(heapBytes)));
    }
    return this;
  }

  /** Physical memory of this machine in bytes. */
  static long physicalMemory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  @Override
  public String toString() {
    String parts =
        "memory: about %,d MiB a replica and %,d MiB a scoring task outside the heap, %,d MiB of heap"
            .formatted(mebibytes(replicaBytes), mebibytes(scoringBytes), mebibytes(heapBytes));
    if (featureBytes > 0) {
      parts +=
          "; %,d MiB outside it while features are computed".formatted(mebibytes(featureBytes));
    }
    return replicas > 0
        ? parts + "; this process about %,d MiB".formatted(mebibytes(processBytes()))
        : parts
            + "; for executors of one replica ask for --executor-memory %dm and spark.executor.memoryOverhead=%dm"
                .formatted(
                    mebibytes(heapBytes),
                    mebibytes(
                        PROCESS + SPARK + Math.max(featureBytes, replicaBytes + scoringBytes)));
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
