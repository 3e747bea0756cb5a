package io.perpixel.spark;

import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The GPU that Spark gave a task: {@code spark.task.resource.gpu.amount} asks for one. */
final class TaskGpu {
  private static final String RESOURCE = "gpu";

  private TaskGpu() {}

  /** That of the task of this thread; empty outside tasks, and where tasks ask for none. */
  static OptionalInt ofThisTask() {
    TaskContext task = TaskContext.get();
    return task == null ? OptionalInt.empty() : of(task.resourcesJMap());
  }

  /**
   * That of a task with such resources.
   *
   * @throws IllegalArgumentException if it has several, or one that is no index
   */
  static OptionalInt of(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get(RESOURCE);
    if (gpus == null) {
      return OptionalInt.empty();
    }
    String[] addresses = gpus.addresses();
    if (addresses.length != 1) {
      throw new IllegalArgumentException(
          "found %d GPUs for a task (%s); a replica computes on one: set spark.task.resource.gpu.amount = 1, and train.workers to the number of GPUs"
              .formatted(addresses.length, String.join(", ", addresses)));
    }
    if (!addresses[0].matches("\\d{1,4}")) {
      throw new IllegalArgumentException(
          "found GPU address \"%s\"; expected an index such as 0, as submit/gpu-discovery gives (spark.executor.resource.gpu.discoveryScript)"
              .formatted(addresses[0]));
    }
    return OptionalInt.of(Integer.parseInt(addresses[0]));
  }
}
