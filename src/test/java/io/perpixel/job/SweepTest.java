package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {
  /** Saliency has no accuracy. */
  @ParameterizedTest
  @CsvSource({"colour-cnn, accuracy", "saliency, cc", "deeplabv3, mean_iou"})
  void runsAreComparedByTheMetricOfTheirTask(String model, String metric) {
    assertThat(Sweep.headline(List.of(Settings.of(List.of("model.name=" + model)))))
        .isEqualTo(metric);
  }

  @Test
  void eachValueHasADirectoryOfItsOwn() {
    assertThatThrownBy(
            () ->
                new Sweep(
                    new SettingsOptions(),
                    "data.input=a/b,a_b",
                    new PrintWriter(new StringWriter())))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("two of the values would train in the directory input-a_b");
  }
}
