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
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreflightTest {
  private static final ColourNet UNET = new ColourNet(true, 3, 32, 24, 1);
  private static final SaliencyNet SMALL =
      new SaliencyNet(List.of(16, 24, 32, 48, 48), 16, BceKind.BCE);
  private static final SaliencyNet FULL =
      new SaliencyNet(List.of(64, 128, 256, 512, 512), 64, BceKind.BCE);

  private static ReplicaMemory unet(int batch, boolean accumulates) {
    return ReplicaMemory.of(
        UNET,
        new ReplicaMemory.Sizes(32, 32, batch, accumulates, 100),
        layer -> true,
        parameters -> 2 * parameters,
        Optional.empty());
  }

  private static Preflight two(int batch) {
    return Preflight.local(unet(batch, false), 2, 2, 2, 10L << 20);
  }

  private static Executors executors(long heap, long overhead, int here) {
    return new Executors(1, heap, overhead, here);
  }

  /** Peaks in MiB of {@code bench} without Spark: two cores, oneDNN, -Xmx1g. */
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
    long estimate = Bench.residentMemory(spec, side, side, batch, trains) >> 20;
    assertThat(estimate).isCloseTo(measured, withinPercentage(20));
  }

  @Test
  void whatFitsIsLetThrough() {
    Preflight two = two(100);
    assertThat(two.require(4L << 30, 1L << 30, null)).isSameAs(two);
    assertThat(two)
        .asString()
        .contains("each of 2 models", "this process about ", "of it Java heap")
        .doesNotContain("executor");
    assertThat(unet(100, true).training()).isGreaterThan(unet(100, false).training());
  }

  /** A tail trains in little memory, but once a whole model computes what it reads. */
  @Test
  void aTailTakesLittleAndItsFeaturesOnce() {
    ReplicaMemory.Sizes sizes = new ReplicaMemory.Sizes(224, 224, 8, false, 5);
    Predicate<String> last = layer -> layer.equals("output") || layer.equals("loss");
    ReplicaMemory.Features features = new ReplicaMemory.Features(last, List.of("conv10_2"), 4, 2);
    ReplicaMemory tail =
        ReplicaMemory.of(FULL, sizes, last, values -> 2 * values, Optional.of(features));
    ReplicaMemory whole =
        ReplicaMemory.of(FULL, sizes, last, values -> 2 * values, Optional.empty());
    // 64 channels of 224 x 224 float32 for each of 8 images, 65 parameters, and the loss.
    assertThat(tail.training()).isBetween(8L * 64 * 224 * 224 * 4, 160L << 20);
    assertThat(whole.training() - tail.training()).isGreaterThan(31_787_009L * 4);
    assertThat(tail.features()).isGreaterThan(2 * 31_787_009L * 4);
    assertThat(whole.features()).isZero();
    assertThat(Preflight.local(tail, 2, 2, 2, 0).driver().outside()).isGreaterThan(tail.features());
  }

  @Test
  void whatCannotFitIsRefusedWithWhatToChange() {
    assertThatThrownBy(() -> two(100_000).require(2L << 30, 1L << 30, null))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("each of 2 models")
        .hasMessageContaining("this machine has 2,048 MiB")
        .hasMessageContaining("train.accumulate");
    assertThatThrownBy(() -> two(100).require(4L << 30, 100L << 20, null))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("this process has 100 MiB")
        .hasMessageContaining("--driver-memory");
  }

  @Test
  void executorsAreToldWhatToAskForAndRefusedWithoutIt() {
    Preflight preflight = Preflight.executors(unet(100, false), 2, 1, 10L << 20, 64L << 20);
    assertThat(preflight)
        .asString()
        .contains("an executor about", "--executor-memory ", "spark.executor.memoryOverhead=");
    Executors enough = executors(1L << 30, 1L << 30, 2);
    assertThat(preflight.require(8L << 30, 1L << 30, enough)).isSameAs(preflight);
    for (Executors few :
        List.of(executors(1 << 20, 1L << 30, 0), executors(1L << 30, 1 << 20, 0))) {
      assertThatThrownBy(() -> preflight.require(8L << 30, 1L << 30, few))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("in each executor")
          .hasMessageContaining("--executor-memory ");
    }
    // Nobody watches over it on a standalone cluster.
    assertThat(preflight.require(8L << 30, 1L << 30, executors(1L << 30, Long.MAX_VALUE, 0)))
        .isSameAs(preflight);
    // Executors of a local cluster share the driver's machine.
    assertThatThrownBy(
            () -> preflight.require(2L << 30, 1L << 30, executors(1L << 30, Long.MAX_VALUE, 2)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("this machine has 2,048 MiB");
  }

  @Test
  void executorsAreReadFromTheSettings() {
    SparkConf conf =
        new SparkConf(false).set("spark.executor.cores", "4").set("spark.task.cpus", "2");
    Executors standalone = Executors.of("spark://host:7077", 1024, conf);
    assertThat(standalone).isEqualTo(executors(2, 1L << 30, Long.MAX_VALUE, 0));
    // What a standalone master gives where nobody says how many cores.
    assertThat(standalone.sharing(7, 2)).isEqualTo(executors(4, 1L << 30, Long.MAX_VALUE, 0));
    assertThat(standalone.sharing(0, 0)).isEqualTo(standalone);
    assertThat(Executors.of("yarn", 10240, conf).overhead()).isEqualTo(1L << 30);
    assertThat(Executors.of("k8s://x", 1024, conf).overhead()).isEqualTo(384L << 20);
    conf.set("spark.executor.memoryOverhead", "3g");
    assertThat(Executors.of("yarn", 1024, conf).overhead()).isEqualTo(3L << 30);
    assertThat(Executors.of("local-cluster[3, 2, 2048]", 2048, new SparkConf(false)))
        .isEqualTo(executors(2, 2L << 30, Long.MAX_VALUE, 3));
  }

  private static Executors executors(int slots, long heap, long overhead, int here) {
    return new Executors(slots, heap, overhead, here);
  }
}
