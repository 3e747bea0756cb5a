package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** Without a GPU: what is chosen, and what is said. */
class DeviceTest {
  @Test
  void withoutCudaThereIsNothingToSay() {
    assertThat(Device.name()).isEqualTo("cpu");
    assertThat(Device.fallback()).isEmpty();
    assertThatCode(() -> Device.use(7)).doesNotThrowAnyException();
  }

  @Test
  void aBuildWithCudaSaysInOneLineThatItComputesOnTheCpu() {
    String there = Device.class.getName();
    assertThat(Device.fallback(there))
        .hasValueSatisfying(
            line -> assertThat(line).contains("nvidia-smi", "CPU").doesNotContain("\n"));
    assertThat(Device.fallback("no.such.Backend")).isEmpty();
  }
}
