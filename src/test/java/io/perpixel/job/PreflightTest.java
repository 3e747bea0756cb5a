package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.model.ColourNet;
import org.junit.jupiter.api.Test;

final class PreflightTest {
  private static final ColourNet UNET = new ColourNet(true, 3, 32, 24, 1);

  private static Preflight preflight(int batch, int replicas) {
    return Preflight.of(UNET, 32, 32, batch, layer -> true, replicas);
  }

  /** The slope of the measured resident memory: 990 MB at batch 400, 486 MB at batch 100. */
  @Test
  void growsAsMeasured() {
    double perImage = (preflight(400, 1).replicaBytes() - preflight(100, 1).replicaBytes()) / 300.0;
    assertThat(perImage / 1e6).isCloseTo(1.72, within(0.1));
  }

  @Test
  void whatFitsIsLetThrough() {
    Preflight two = preflight(100, 2);
    assertThat(two.require(2L << 30)).isSameAs(two);
    assertThat(two)
        .hasToString("memory outside the heap: about 170 MiB a replica, 2 in this process");
  }

  @Test
  void whatCannotFitIsRefusedWithWhatToChange() {
    assertThatThrownBy(() -> preflight(100_000, 2).require(2L << 30))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("each of 2 replicas")
        .hasMessageContaining("this machine has 2,048 MiB")
        .hasMessageContaining("train.batch");
  }

  @Test
  void executorsAreToldWhatToAskFor() {
    assertThat(preflight(100, 0)).asString().contains("spark.executor.memoryOverhead of 320 MiB");
  }
}
