package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class TaskGpuTest {
  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }

  @Test
  void theTaskComputesOnTheGpuThatSparkGaveIt() {
    assertThat(TaskGpu.of(gpus("3"))).hasValue(3);
    assertThat(TaskGpu.of(Map.of())).isEmpty();
    assertThat(TaskGpu.of(Map.of("fpga", new ResourceInformation("fpga", new String[] {"1"}))))
        .isEmpty();
    assertThat(TaskGpu.ofThisTask()).as("outside tasks").isEmpty();
  }

  @Test
  void whatIsNoSingleIndexIsNamedWithTheSetting() {
    assertThatThrownBy(() -> TaskGpu.of(gpus("0", "1")))
        .hasMessageContaining("found 2 GPUs for a task (0, 1)")
        .hasMessageContaining("spark.task.resource.gpu.amount = 1");
    assertThatThrownBy(() -> TaskGpu.of(gpus("GPU-1f2e")))
        .hasMessageContaining("\"GPU-1f2e\"")
        .hasMessageContaining("submit/gpu-discovery");
  }
}
