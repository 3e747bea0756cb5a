package io.perpixel.job;

import com.sun.management.OperatingSystemMXBean;
import io.perpixel.spark.ParameterAveraging;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.apache.spark.SparkContext;

/**
 * What a job takes in memory, before anything of it is allocated.
 *
 * @param work what is done, for messages
 * @param driver this process
 * @param executor one of the executors; empty where this process does the work
 * @param unit one replica or task, outside the heap, in bytes
 * @param units such in the process that does the work
 * @param advice what to change where it does not fit
 */
record Preflight(
    String work,
    ProcessMemory driver,
    Optional<ProcessMemory> executor,
    long unit,
    int units,
    String advice) {
  private static final String TRAINING_ADVICE =
      "lower train.batch or train.workers, raise train.accumulate, or train on a cluster";
  private static final String INFERENCE_ADVICE =
      "lower --batch, or let fewer tasks run at a time (--master local[1])";

  /** A model that goes out to be scored: packed, broadcast, received, unpacked. */
  private static final int SCORED = 4;

  /** Of each value of an array: as it is read, as it is computed with, as it is written. */
  private static final int ARRAYS = 3;

  /**
   * A whole model of which only the tail travels, while it is sent to the tasks that compute
   * features, or a checkpoint is made: what is written, and copies.
   */
  private static final int WHOLE = 5;

  /** A model's file while it is read: its bytes, and the arrays in them. */
  private static final int READING = 3;

  /**
   * Of training in the driver's process, without averaging.
   *
   * @param data bytes of all examples
   */
  static Preflight plain(ReplicaMemory model, long data) {
    return new Preflight(
        "training",
        ProcessMemory.of(data, model.training() + model.plan()).or(features(model, data)),
        Optional.empty(),
        model.training(),
        1,
        TRAINING_ADVICE);
  }

  /**
   * Of training by replicas in this process.
   *
   * @param states that are in the heap in a round, besides the one that it began with
   * @param replicas that take steps at a time, and stay for the next round
   * @param data bytes of the examples that Spark will keep in the heap
   * @param scoring tasks that score at a time
   */
  static Preflight local(ReplicaMemory model, int states, int replicas, int scoring, long data) {
    long models = replicas * model.training() + model.parameters() + model.optimiser();
    return new Preflight(
        "training",
        ProcessMemory.of(data + board(model, states), models)
            .or(
                ProcessMemory.of(
                    data + SCORED * model.parameters(), models + scoring * model.inference()))
            .or(features(model, data)),
        Optional.empty(),
        model.training(),
        replicas,
        TRAINING_ADVICE);
  }

  /**
   * Of training by executors.
   *
   * @param states that come to the driver in a round
   * @param inOne replicas in one executor
   * @param data bytes of the examples that one executor will keep in its heap
   * @param onTheirWay bytes that a round takes in both for one worker, see {@link
   *     ParameterAveraging#onTheirWay}
   */
  static Preflight executors(
      ReplicaMemory model, int states, int inOne, long data, long onTheirWay) {
    // Messages that have been read are garbage until the collector looks, once a round or so.
    long messages = states * Math.max(onTheirWay, model.travels());
    ProcessMemory driver =
        ProcessMemory.of(board(model, states) + messages, model.parameters() + model.optimiser());
    long models = inOne * model.training();
    ProcessMemory executor =
        ProcessMemory.of(data + inOne * onTheirWay, models)
            .or(
                ProcessMemory.of(
                    data + SCORED * model.parameters(), models + inOne * model.inference()))
            .or(features(model, data));
    return new Preflight(
        "training", driver, Optional.of(executor), model.training(), inOne, TRAINING_ADVICE);
  }

  /** The phase before training in which features are computed; nothing where none are. */
  private static ProcessMemory features(ReplicaMemory model, long data) {
    return model.features() == 0
        ? new ProcessMemory(0, 0)
        : ProcessMemory.of(data + WHOLE * model.whole(), model.features());
  }

  /** The state of a round, what comes of it, their mean, and one that is garbage. */
  private static long board(ReplicaMemory model, int states) {
    return (3L + states) * model.travels();
  }

  /**
   * Of applying a model by tasks.
   *
   * @param work for messages
   * @param partitions number of tasks
   * @throws UsageException if it cannot fit
   */
  static Preflight tasks(String work, ReplicaMemory model, SparkContext context, int partitions) {
    Executors executors = context.isLocal() ? null : Executors.of(context);
    int slots = executors == null ? context.defaultParallelism() : executors.slots();
    int tasks = Math.max(1, Math.min(partitions, slots));
    long file = READING * model.parameters();
    ProcessMemory worker =
        ProcessMemory.of(
            file + tasks * model.parameters(),
            tasks * model.inference() + (executors == null ? model.parameters() : 0));
    Preflight preflight =
        new Preflight(
            work,
            executors == null ? worker : ProcessMemory.of(file, model.parameters()),
            executors == null ? Optional.empty() : Optional.of(worker),
            model.inference(),
            tasks,
            INFERENCE_ADVICE);
    return preflight.require(physicalMemory(), Runtime.getRuntime().maxMemory(), executors);
  }

  /**
   * Of applying a model to one array, without Spark.
   *
   * @param values of input and output together
   * @throws UsageException if it cannot fit
   */
  static Preflight tensor(ReplicaMemory model, long values) {
    ProcessMemory process =
        ProcessMemory.plain(
            READING * model.parameters() + ARRAYS * values * Float.BYTES, model.inference());
    return new Preflight(
            "the prediction", process, Optional.empty(), model.inference(), 1, "lower --batch")
        .require(physicalMemory(), Runtime.getRuntime().maxMemory(), null);
  }

  /**
   * Refuses what cannot fit.
   *
   * @param available physical memory of this machine in bytes
   * @param heap largest Java heap of this process in bytes
   * @param executors as they were asked for; null without
   * @throws UsageException with what to change
   */
  Preflight require(long available, long heap, Executors executors) {
    long here =
        driver.total() + (executor.isEmpty() ? 0 : executors.here() * executor.get().total());
    if (here > available) {
      throw new UsageException(
          "%s needs about %s (%s for each of %d %s), this machine has %s: %s"
              .formatted(
                  work,
                  ProcessMemory.text(here),
                  ProcessMemory.text(unit),
                  units,
                  units == 1 ? "model" : "models",
                  ProcessMemory.text(available),
                  advice));
    }
    if (driver.heap() > heap) {
      throw new UsageException(
          "%s needs a Java heap of about %s, this process has %s: give it more with --driver-memory %dm"
              .formatted(
                  work,
                  ProcessMemory.text(driver.heap()),
                  ProcessMemory.text(heap),
                  ProcessMemory.mebibytes(driver.heap())));
    }
    executor.ifPresent(one -> require(one, executors));
    return this;
  }

  private void require(ProcessMemory one, Executors given) {
    boolean watched = given.overhead() < Long.MAX_VALUE;
    if (one.heap() > given.heap() || one.outside() > given.overhead()) {
      throw new UsageException(
          "%s needs about %s of Java heap in each executor and %s outside of it, they have %s%s: ask for %s, or %s"
              .formatted(
                  work,
                  ProcessMemory.text(one.heap()),
                  ProcessMemory.text(one.outside()),
                  ProcessMemory.text(given.heap()),
                  watched ? " and " + ProcessMemory.text(given.overhead()) : "",
                  asking(one),
                  advice));
    }
  }

  private static String asking(ProcessMemory executor) {
    return "--executor-memory %dm --conf spark.executor.memoryOverhead=%dm"
        .formatted(
            ProcessMemory.mebibytes(executor.heap()), ProcessMemory.mebibytes(executor.outside()));
  }

  /** Physical memory of this machine in bytes. */
  static long physicalMemory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  @Override
  public String toString() {
    String model =
        "memory: about %s of native memory for each of %d %s; "
            .formatted(ProcessMemory.text(unit), units, units == 1 ? "model" : "models");
    return model
        + executor
            .map(
                one ->
                    "an executor about %s (%s), the driver about %s"
                        .formatted(
                            ProcessMemory.text(one.total()),
                            asking(one),
                            ProcessMemory.text(driver.total())))
            .orElseGet(
                () ->
                    "this process about %s, %s of it Java heap"
                        .formatted(
                            ProcessMemory.text(driver.total()), ProcessMemory.text(driver.heap())));
  }
}
