package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perpixel.nn.kernel.BceKind;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.SaliencyNet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreflightTest {
  private static final ColourNet UNET = new ColourNet(true, 3, 32, 24, 1);
  private static final SaliencyNet SMALL =
      new SaliencyNet(List.of(16, 24, 32, 48, 48), 16, BceKind.BCE);
  private static final SaliencyNet FULL =
      new SaliencyNet(List.of(64, 128, 256, 512, 512), 64, BceKind.BCE);

  private static Preflight preflight(int batch, boolean accumulates, int replicas) {
    return Preflight.of(
        UNET,
        new Preflight.Sizes(32, 32, batch, accumulates, 100),
        layer -> true,
        Optional.empty(),
        2560,
        true,
        replicas);
  }

  /** Peaks in MiB that benchmarks/memory measured: two cores, oneDNN, -Xmx1g. */
  @ParameterizedTest
  @CsvSource({
    "unet, 32, 100, true, 421",
    "unet, 32, 400, true, 819",
    "unet, 32, 400, false, 336",
    "small, 64, 64, true, 515",
    "full, 224, 1, true, 1040",
    "full, 224, 3, true, 1455",
    "full, 224, 2, false, 616"
  })
  void isWithinAFifthOfWhatWasMeasured(
      String model, int side, int batch, boolean trains, long measured) {
    ModelSpec spec =
        switch (model) {
          case "unet" -> UNET;
          case "small" -> SMALL;
          default -> FULL;
        };
    long estimate = Preflight.bench(spec, side, side, batch, trains) >> 20;
    assertThat(estimate).isCloseTo(measured, withinPercentage(20));
  }

  @Test
  void whatFitsIsLetThrough() {
    Preflight two = preflight(100, false, 2);
    assertThat(two.require(4L << 30, 1L << 30)).isSameAs(two);
    assertThat(two)
        .asString()
        .contains("MiB a replica", "MiB of heap", "this process about ")
        .doesNotContain("executor");
    assertThat(preflight(100, true, 2).replicaBytes()).isGreaterThan(two.replicaBytes());
  }

  /** A tail trains in little memory, but once a whole model computes what it reads. */
  @Test
  void aTailTakesLittleAndItsFeaturesOnce() {
    Preflight.Sizes sizes = new Preflight.Sizes(224, 224, 8, false, 5);
    Predicate<String> last = layer -> layer.equals("output") || layer.equals("loss");
    Preflight.Features features = new Preflight.Features(last, List.of("conv10_2"), 4, 2);
    Preflight tail = Preflight.of(FULL, sizes, last, Optional.of(features), 10, true, 2);
    Preflight whole = Preflight.of(FULL, sizes, last, Optional.empty(), 10, true, 2);
    // 64 channels of 224 x 224 float32 for each of 8 images, 65 parameters, and the loss.
    assertThat(tail.replicaBytes()).isBetween(8L * 64 * 224 * 224 * 4, 160L << 20);
    assertThat(whole.replicaBytes() - tail.replicaBytes()).isGreaterThan(31_787_009L * 4);
    assertThat(tail.featureBytes()).isGreaterThan(2 * 31_787_009L * 4);
    assertThat(whole.featureBytes()).isZero();
    assertThat(tail.processBytes()).isGreaterThan(tail.featureBytes() + tail.heapBytes());
    assertThat(tail).asString().contains("while features are computed");
    assertThat(whole).asString().doesNotContain("features");
  }

  @Test
  void whatCannotFitIsRefusedWithWhatToChange() {
    assertThatThrownBy(() -> preflight(100_000, false, 2).require(2L << 30, 1L << 30))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("each of 2 replicas")
        .hasMessageContaining("this machine has 2,048 MiB")
        .hasMessageContaining("train.accumulate");
    assertThatThrownBy(() -> preflight(100, false, 2).require(4L << 30, 100L << 20))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("this process has 100 MiB")
        .hasMessageContaining("--driver-memory");
  }

  @Test
  void executorsAreToldWhatToAskFor() {
    assertThat(preflight(100, false, 0))
        .asString()
        .contains("--executor-memory ", "spark.executor.memoryOverhead=");
  }
}
