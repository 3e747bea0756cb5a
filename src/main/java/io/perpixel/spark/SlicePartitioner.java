package io.perpixel.spark;

import org.apache.spark.Partitioner;

/** Gives each task neighbouring slices, and all replicas' parts of them. */
final class SlicePartitioner extends Partitioner {
  private static final long serialVersionUID = 1;

  private final SliceLayout layout;
  private final int tasks;

  SlicePartitioner(SliceLayout layout) {
    this.layout = layout;
    tasks = Math.min(layout.slices(), layout.replicas());
  }

  @Override
  public int numPartitions() {
    return tasks;
  }

  @Override
  public int getPartition(Object place) {
    return (int) ((long) layout.slice((Long) place) * tasks / layout.slices());
  }
}
