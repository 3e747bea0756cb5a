package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChoiceTest {
  @AfterEach
  void restore() {
    KernelChoice.use("auto");
  }

  /** A new object would make replicas that are between two passes forget the first. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "onednn", "nd4j", "ND4J"})
  void choosingAgainChangesNothing(String name) {
    Kernels first = KernelChoice.use(name);
    assertThat(KernelChoice.use(name)).isSameAs(first);
    assertThat(KernelChoice.current()).isSameAs(first);
  }

  @Test
  void anotherChoiceIsAnother() {
    assertThat(KernelChoice.use("nd4j")).isNotSameAs(KernelChoice.use("onednn"));
    assertThat(KernelChoice.current().name()).containsIgnoringCase("onednn");
    assertThatThrownBy(() -> KernelChoice.use("mkl"))
        .hasMessageContaining("nn.kernels is \"mkl\": expected auto, onednn or nd4j");
  }
}
