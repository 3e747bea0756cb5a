package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
  /** Spark's names of figures are short words; the file for Prometheus has room for all of it. */
  @Test
  void figuresWithTheSameBeginningAreNotOne() {
    String reason = "the picture is damaged ".repeat(5);
    try (RunMetrics metrics = new RunMetrics("preprocess", Map.of())) {
      metrics.figure("rejected", "Rows.", Map.of("reason", reason + "here"), () -> 3);
      metrics.figure("rejected", "Rows.", Map.of("reason", reason + "there"), () -> 4);
      metrics.figure("rejected", "Rows.", Map.of("reason", reason + "there"), () -> 5);
      assertThat(metrics.text(0, ""))
          .contains("reason=\"" + reason + "here\"} 3", "reason=\"" + reason + "there\"} 4")
          .doesNotContain("} 5");
    }
  }
}
