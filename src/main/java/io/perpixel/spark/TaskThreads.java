package io.perpixel.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** CPU threads for the computations of one task. */
public final class TaskThreads {
  private TaskThreads() {}

  /**
   * On executors the cores that Spark reserves for a task ({@code spark.task.cpus}); inside this
   * JVM ({@code local[n]}) the machine's cores shared out over the tasks that run at a time, so
   * that {@code local[1]}, or a table of one file, still uses the whole machine.
   *
   * @param partitions number of tasks
   */
  public static int of(SparkContext context, int partitions) {
    SparkConf conf = context.getConf();
    if (!context.isLocal()) {
      return Math.max(1, conf.getInt("spark.task.cpus", 1));
    }
    int tasks = Math.max(1, Math.min(partitions, context.defaultParallelism()));
    return Math.max(1, Runtime.getRuntime().availableProcessors() / tasks);
  }
}
